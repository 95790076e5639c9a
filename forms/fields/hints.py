"""Hints to clients, said twice: older clients read `uniforms`, newer ones `extraProperties`."""

from typing import Any


def hints(values: dict[str, Any]) -> dict[str, Any]:
    """The schema's members for these hints."""
    return {"uniforms": values, "extraProperties": values}
