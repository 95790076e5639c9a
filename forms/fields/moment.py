"""Date and time with time zone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError


@dataclass(frozen=True, slots=True)
class DateTime:
    """A moment with its offset from UTC, as in `begin: Annotated[datetime, DateTime(ge=now)]`.

    A number is refused, where pydantic alone takes one for seconds since 1970.

    Args:
        ge: Earliest moment, with time zone.
        le: Latest moment, with time zone.
    """

    ge: datetime | None = None
    le: datetime | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        bounds = {"formatMinimum": self.ge, "formatMaximum": self.le}
        hints: dict[str, Any] = {
            name: bound.isoformat() for name, bound in bounds.items() if bound is not None
        }
        return handler(
            Annotated[
                source,
                BeforeValidator(_refuse_numbers),
                AfterValidator(self._within),
                Field(json_schema_extra=hints),
            ]
        )

    def _within(self, moment: datetime | None) -> datetime | None:
        if moment is None:
            return None
        if moment.utcoffset() is None:
            raise PydanticKnownError("timezone_aware")
        if self.ge is not None and moment < self.ge:
            raise PydanticCustomError(
                "moment_too_early", "Enter {limit} or later", {"limit": self.ge.isoformat()}
            )
        if self.le is not None and moment > self.le:
            raise PydanticCustomError(
                "moment_too_late", "Enter {limit} or earlier", {"limit": self.le.isoformat()}
            )
        return moment


def _refuse_numbers(value: Any) -> Any:
    if isinstance(value, (int, float)):
        raise PydanticKnownError("datetime_type")
    return value
