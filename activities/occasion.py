"""Why a process is started, where that is more than its form says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a process is started for.

    Args:
        state: keys of State that no form can give.
        accepted: what else happens in the transaction that accepts it, given its id; what it raises refuses the start.
    """

    state: Mapping[str, Any]
    accepted: Callable[[Connection, UUID], None]
