"""A moment as a Unix timestamp: seconds since 1970, as pydantic-forms has it; `DateTime` keeps the time zone."""

from typing import Annotated, Any

from pydantic import Field

from .hints import hints


def timestamp(  # noqa: PLR0917 — as pydantic-forms users call it
    show_time_select: bool | None = True,
    locale: str | None = None,
    validate: bool = True,
    min: int | None = None,  # noqa: A002 — the name pydantic-forms users write
    max: int | None = None,  # noqa: A002 — likewise
    date_format: str | None = None,
    time_format: str | None = None,
) -> Any:
    """The annotation of a timestamp.

    Args:
        show_time_select: Ask for the time as well as the date.
        locale: Language of the date picker.
        validate: Whether `min` and `max` are enforced, or only told to the client.
        min: Earliest moment.
        max: Latest moment.
        date_format: How dates are shown, such as `DD-MM-YYYY`.
        time_format: How times are shown, such as `HH:mm`.
    """
    shown = {
        "showTimeSelect": show_time_select,
        "locale": locale,
        "min": min,
        "max": max,
        "dateFormat": date_format,
        "timeFormat": time_format,
    }
    schema: dict[str, Any] = {"format": "timestamp", "type": "number", **hints(shown)}
    looks = Field(json_schema_extra=schema)
    return Annotated[int, Field(ge=min, le=max), looks] if validate else Annotated[int, looks]


Timestamp = Annotated[int, *timestamp().__metadata__]
"""A timestamp without further wishes: `since: Timestamp`."""
