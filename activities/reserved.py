"""The keys of State that belong to Perdure."""

from collections.abc import Mapping
from typing import Any, Final

RESERVED: Final = frozenset(
    {
        "process_id",
        "workflow_name",
        "workflow_target",
        "reporter",
        "product",
        "product_name",
        "customer_id",
        "subscription_id",
        "version",
    }
)


def without_reserved(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers without the keys that a form may not override."""
    return {key: value for key, value in answers.items() if key not in RESERVED}
