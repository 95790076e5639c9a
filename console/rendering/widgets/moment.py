"""Dates and moments."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from ....forms.conditions import UNANSWERED
from ..posted import Posted
from .widget import Answer, Widget, hint

_UTC_NAMES = {"", "Z", "UTC", "GMT"}
_LOCAL_LENGTH = len("2026-02-28T13:30:00")
_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}")


@dataclass(frozen=True, slots=True)
class Date(Widget):
    """A day."""

    template: ClassVar[str] = "form/date.html"


@dataclass(frozen=True, slots=True)
class DateTime(Widget):
    """A moment: day and time by the clock of a place, and the place's time zone."""

    template: ClassVar[str] = "form/date_time.html"

    @property
    def zone_name(self) -> str:
        """The name of the time zone in what a browser posts; no JSON Pointer has such a tilde."""
        return f"{self.part.name}~zone"

    def read(self, posted: Posted) -> Answer:
        """The moment with its offset from UTC; what was typed in if it is none."""
        local = (posted.one(self.part.name) or "").strip()
        if not local:
            return self.emptied()
        zone = (posted.one(self.zone_name) or "").strip()
        try:
            return _in_zone(datetime.fromisoformat(local), zone).isoformat()
        # Every way in which a text may be no zone: a path, a folder, a file that is none.
        except (ValueError, LookupError, OSError):
            return f"{local} {zone}"

    def local(self, value: Answer) -> str:
        """What stands in the box for day and time."""
        moment = _moment(value)
        if moment is None:
            return self.typed(value).partition(" ")[0]
        precision = "milliseconds" if moment.microsecond else "seconds"
        return moment.replace(tzinfo=None).isoformat(timespec=precision)

    def zone(self, value: Answer) -> str:
        """What stands in the box for the time zone."""
        moment = _moment(value)
        if moment is None:
            return self.typed(value).partition(" ")[2]
        offset = moment.isoformat(timespec="seconds")[_LOCAL_LENGTH:]
        return "UTC" if offset == "+00:00" else offset

    def said(self, value: Answer) -> str:
        """Day, time and zone."""
        return f"{self.local(value).replace('T', ' ')} {self.zone(value)}".strip()


@dataclass(frozen=True, slots=True)
class Timestamp(Widget):
    """A moment as seconds since 1970, asked for in UTC."""

    template: ClassVar[str] = "form/timestamp.html"
    holds: ClassVar[str] = "nothing"

    @property
    def input_type(self) -> str:
        """Whether the time is asked for as well as the day."""
        return "date" if hint(self.part.schema, "showTimeSelect") is False else "datetime-local"

    def parsed(self, text: str) -> Answer:
        """The seconds; the text itself if it is no moment."""
        try:
            return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
        except ValueError:
            return text

    def typed(self, value: Answer) -> str:
        """The moment in UTC."""
        try:
            moment = datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
        except (ValueError, OverflowError, OSError):
            moment = None
        if moment is None:
            return Widget.typed(self, value)
        return f"{moment:%Y-%m-%d}" if self.input_type == "date" else f"{moment:%Y-%m-%dT%H:%M:%S}"

    def said(self, value: Answer) -> str:
        """The moment, and that it is in UTC."""
        return f"{self.typed(value).replace('T', ' ')} UTC" if isinstance(value, int) else self.typed(value)


def _in_zone(local: datetime, zone: str) -> datetime:
    if zone.upper() in _UTC_NAMES:
        return local.replace(tzinfo=UTC)
    if _OFFSET.fullmatch(zone):
        return datetime.fromisoformat(f"{local.replace(tzinfo=None).isoformat()}{zone}")
    return local.replace(tzinfo=ZoneInfo(zone))


def _moment(value: Answer) -> datetime | None:
    if value is UNANSWERED or not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
