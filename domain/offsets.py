"""Offsets of times, such as Amsterdam's +00:19:32 until 1937, that JSON's date-time cannot say."""

from datetime import datetime, timedelta, timezone
from typing import Any

from pydantic import BaseModel

_MINUTE = timedelta(minutes=1)


def whole_minutes(model: BaseModel) -> None:
    """Give every time in a model an offset of whole minutes; it stays the same time.

    RFC 3339 has no seconds in offsets, and pydantic leaves them out, which would make it another time.
    """
    for name, value in model.__dict__.items():
        model.__dict__[name] = _whole(value)


def _whole(value: Any) -> Any:
    match value:
        case datetime() if (offset := value.utcoffset()) and offset % _MINUTE:
            # Rounded up: year 1 has no earlier local time. Not astimezone(): it goes by UTC, which may be year 0.
            later = _MINUTE - offset % _MINUTE
            return (value.replace(tzinfo=None) + later).replace(tzinfo=timezone(offset + later), fold=0)
        case BaseModel():
            whole_minutes(value)
        case list():
            value[:] = map(_whole, value)
        case dict():
            value.update({key: _whole(item) for key, item in value.items()})
    return value
