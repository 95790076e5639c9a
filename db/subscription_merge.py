"""Two changes of one subscription, put together when they are of different places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ..domain.difference import ABSENT
from ..domain.errors import ConflictError
from ..domain.merging import Edit, applied, edits, meeting
from ..domain.misfits import shortened
from ..domain.snapshot import Snapshot

if TYPE_CHECKING:
    from .subscription_rows import StoredSubscription
    from .subscription_writes import Change

_SHOWN: Final = 5
"""So many places fit into a sentence."""


def merged_snapshot(change: Change, now: StoredSubscription, *, mine: bool = False) -> Snapshot:
    """What a change and the changes that came before it amount to.

    Args:
        change: from what was loaded to what is left.
        now: the subscription as others have left it meanwhile.
        mine: where both changed one place, the change wins.

    Raises:
        ConflictError: both changed one place; the message names it, and both values.
    """
    before = _facts(change.before or change.after)
    here, there = edits(before, _facts(change.after)), edits(before, _facts(now.snapshot))
    if not mine and (both := meeting(here, there)):
        raise ConflictError(
            f"Subscription {change.subscription_id} ({now.snapshot.description}) was loaded in version "
            f"{change.from_version}, and version {now.version} has changed the same: {_places(both)}. Retry to do "
            "this step again on top of that, or have its result applied all the same.",
            subscription_id=str(change.subscription_id),
            version=now.version,
        )
    return Snapshot.of({**applied(here, _facts(now.snapshot)), "description": now.snapshot.description})


def _facts(snapshot: Snapshot) -> dict[str, object]:
    """All but the description, which follows from the rest."""
    return {name: value for name, value in snapshot.facts().items() if name != "description"}


def _places(both: Sequence[tuple[Edit, Edit]]) -> str:
    words = [f"{mine.words} ({_value(mine)} here, {_value(theirs)} there)" for mine, theirs in both[:_SHOWN]]
    return ", ".join(words) + (f" and {len(both) - _SHOWN} more" if len(both) > _SHOWN else "")


def _value(edit: Edit) -> str:
    return "removed" if edit.after is ABSENT else shortened(edit.after)
