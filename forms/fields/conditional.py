"""Fields that depend on other fields of their page: shown only when, offering only what fits.

On the wire a condition is JSON Schema, to be applied to the object that the field is part of: a browser can act on it
at once, and the server, which does not trust it to, goes by the same condition.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema, to_jsonable_python

from ..conditions import UNANSWERED, Condition, Mark, OneOf, as_test


@dataclass(frozen=True, slots=True, eq=False)
class Visible(Mark):
    """The mark that `visible_when` leaves on a field."""

    condition: Condition

    @property
    def siblings(self) -> Collection[str]:
        """See `Mark`."""
        return self.condition.tests.keys()

    def hints(self, _drawn: Mapping[str, Any], fields: Mapping[str, FieldInfo]) -> dict[str, Any]:
        """See `Mark`."""
        return {"x-visible-when": self.condition.schema(fields)}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(self._validated, handler(source))

    def _validated(self, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if not self.condition.holds(info.data):
            # Hidden; or it is not known, and then the field that it depends on is reported.
            return None
        if value is not UNANSWERED:
            return handler(value)
        try:
            return handler(None)
        except ValidationError:
            raise PydanticKnownError("missing") from None


def visible_when(**fields: object) -> Any:
    """Shows a field only when other fields of the page, declared before it, have certain values.

    What is sent for a hidden field is dropped: the field is None on the page and left out of its answers. While it is
    visible, it is required, unless it has a default or may be None. It has to be last in the annotation:

        vlan: Annotated[int, Integer(ge=1, le=4094), visible_when(kind="tagged")]

    Args:
        fields: By name, the value that the field has to have, or a test: `one_of`, `is_not`, `at_least`, `at_most`,
            `contains`. All of them have to hold.
    """
    info: FieldInfo = Field(default=UNANSWERED, validate_default=True, exclude_if=_is_none)
    info.metadata.append(Visible(Condition({name: as_test(wanted) for name, wanted in fields.items()})))
    return info


@dataclass(frozen=True, slots=True, eq=False)
class Dependent(Mark):
    """The mark that `depends_on` leaves on a field."""

    offers: tuple[tuple[Condition, tuple[Any, ...]], ...]

    @classmethod
    def of(cls, field: str, offered: Mapping[Any, Iterable[object]]) -> Self:
        """By the value of a field, what there is to choose."""
        return cls(
            tuple(
                (Condition({field: as_test(value)}), tuple(to_jsonable_python(list(options))))
                for value, options in offered.items()
            )
        )

    @property
    def siblings(self) -> Collection[str]:
        """See `Mark`."""
        return {name for condition, _ in self.offers for name in condition.tests}

    def hints(self, drawn: Mapping[str, Any], fields: Mapping[str, FieldInfo]) -> dict[str, Any]:
        """See `Mark`."""
        offers = [(condition.schema(fields), {"enum": list(options)}) for condition, options in self.offers]
        listed = drawn.get("type") == "array"
        return {
            "x-depends-on": [
                {"if": condition, "then": {"items": offered} if listed else offered}
                for condition, offered in offers
            ]
        }

    def offered(self, fields: Mapping[str, Any]) -> list[Any] | None:
        """What there is to choose with these validated fields; None when they do not say."""
        if not set(self.siblings) <= fields.keys():
            return None
        return [option for condition, options in self.offers if condition.holds(fields) for option in options]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: Any, info: ValidationInfo) -> Any:
        offered = self.offered(info.data)
        chosen = to_jsonable_python(value)
        if offered is None or chosen is None:
            return value
        fits = OneOf(tuple(offered)).holds
        if not all(fits(one) for one in (chosen if isinstance(chosen, list) else [chosen])):
            because = ", ".join(str(to_jsonable_python(info.data[name])) for name in self.siblings)
            raise PydanticCustomError(
                "not_offered_here",
                "Not offered for {because}; choose another option",
                {"because": because[:_SHOWN]},
            )
        return value


def depends_on(**field: Mapping[Any, Iterable[object]]) -> Dependent:
    """Offers of a field's options only those that fit another field of the page, declared before it.

        node: DropDown[Node]
        port: Annotated[DropDown[Port], depends_on(node={"ams": ["ams-1", "ams-2"], "utr": ["utr-1"]})]

    Args:
        field: The other field's name, with the options that are offered by its value; for values that are not
            mentioned there are none.
    """
    ((name, offered),) = field.items()
    return Dependent.of(name, offered)


_SHOWN = 100


def _is_none(value: object) -> bool:
    return value is None
