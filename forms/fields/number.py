"""Numbers: integers, floats, exact decimals, with their bounds in the schema."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number, as in `connections: Annotated[int, Integer(ge=1, le=100)]`."""

    ge: int | None = None
    le: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(Annotated[source, Field(ge=self.ge, le=self.le), _refuse_booleans("int_type")])


@dataclass(frozen=True, slots=True)
class Float:
    """A floating-point number, as in `share: Annotated[float, Float(ge=0, le=1)]`."""

    ge: float | None = None
    le: float | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        limits = Field(ge=self.ge, le=self.le, allow_inf_nan=False)
        return handler(Annotated[source, limits, _refuse_booleans("float_type")])


@dataclass(frozen=True, slots=True)
class Dec:
    """An exact decimal number, as in `price: Annotated[Decimal, Dec(digits=8, places=2, ge=0)]`.

    A JSON number of up to 15 digits counts as it was written: 0.1 is 0.1. More digits need a JSON string.

    Args:
        digits: How many digits altogether; by default what Python's decimal arithmetic keeps exact.
        places: How many of them after the point.
        ge: Lower bound.
        le: Upper bound.
    """

    digits: int = 28
    places: int | None = None
    ge: Decimal | int | None = None
    le: Decimal | int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        hints: dict[str, Any] = {"format": "decimal", "maxDigits": self.digits}
        if self.places is not None:
            hints["decimalPlaces"] = self.places
        limits = Field(
            ge=self.ge,
            le=self.le,
            max_digits=self.digits,
            decimal_places=self.places,
            allow_inf_nan=False,
            json_schema_extra=hints,
        )
        return handler(Annotated[source, limits])


def _refuse_booleans(error: Literal["int_type", "float_type"]) -> BeforeValidator:
    """Pydantic takes true for 1."""

    def refuse(value: Any) -> Any:
        if isinstance(value, bool):
            raise PydanticKnownError(error)
        return value

    return BeforeValidator(refuse)
