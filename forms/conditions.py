"""Conditions on the other fields of a page: said once, sent as JSON Schema, and checked here by the same words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

from pydantic import JsonValue
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_jsonable_python

from .anatomy import wire_name
from .errors import FormDefinitionError

Scalar: TypeAlias = str | int | float | bool | None


class Unanswered(Enum):
    """What a field holds that was left out and has no default."""

    UNANSWERED = "unanswered"


UNANSWERED: Final = Unanswered.UNANSWERED


@runtime_checkable
class Comparison(Protocol):
    """What is asked of one value."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""

    def holds(self, value: JsonValue) -> bool:
        """Whether a value passes."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these; with one of them, it is that."""

    values: tuple[Scalar, ...]

    def schema(self) -> dict[str, Any]:
        """See `Comparison`."""
        return {"const": self.values[0]} if len(self.values) == 1 else {"enum": list(self.values)}

    def holds(self, value: JsonValue) -> bool:
        """See `Comparison`."""
        return any(_same(value, one) for one in self.values)


@dataclass(frozen=True, slots=True)
class IsNot:
    """The value does not pass this test."""

    test: Comparison

    def schema(self) -> dict[str, Any]:
        """See `Comparison`."""
        return {"not": self.test.schema()}

    def holds(self, value: JsonValue) -> bool:
        """See `Comparison`."""
        return not self.test.holds(value)


@dataclass(frozen=True, slots=True)
class Within:
    """The value is a number within bounds."""

    minimum: float | None = None
    maximum: float | None = None

    def schema(self) -> dict[str, Any]:
        """See `Comparison`."""
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return {"type": "number"} | {name: bound for name, bound in bounds.items() if bound is not None}

    def holds(self, value: JsonValue) -> bool:
        """See `Comparison`."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


@dataclass(frozen=True, slots=True)
class Contains:
    """The value is a list with this in it."""

    item: Scalar

    def schema(self) -> dict[str, Any]:
        """See `Comparison`."""
        return {"type": "array", "contains": {"const": self.item}}

    def holds(self, value: JsonValue) -> bool:
        """See `Comparison`."""
        return isinstance(value, list) and any(_same(one, self.item) for one in value)


def one_of(*values: object) -> Comparison:
    """One of these values: `visible_when(kind=one_of("tagged", "trunk"))`."""
    return OneOf(tuple(_scalar(value) for value in values))


def is_not(value: object) -> Comparison:
    """Anything but a value, or but what passes a test: `visible_when(kind=is_not("untagged"))`."""
    return IsNot(as_test(value))


def at_least(minimum: float) -> Comparison:
    """A number of this or more: `visible_when(speed=at_least(1000))`."""
    return Within(minimum=minimum)


def at_most(maximum: float) -> Comparison:
    """A number of this or less."""
    return Within(maximum=maximum)


def contains(item: object) -> Comparison:
    """A list with this in it: `visible_when(extensions=contains("postgis"))`."""
    return Contains(_scalar(item))


def as_test(wanted: object) -> Comparison:
    """A test, or that a value is this one."""
    return wanted if isinstance(wanted, Comparison) else OneOf((_scalar(wanted),))


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """What is asked of the fields of a page, by name; all of it has to hold."""

    tests: Mapping[str, Comparison]

    def holds(self, fields: Mapping[str, Any]) -> bool | None:
        """Whether it holds for validated fields; None when one of them is not among those."""
        if not self.tests.keys() <= fields.keys():
            return None
        return all(test.holds(to_jsonable_python(fields[name])) for name, test in self.tests.items())

    def schema(self, fields: Mapping[str, FieldInfo]) -> dict[str, Any]:
        """The same as JSON Schema of the object that has these fields.

        A field that may be left out, because its default passes, is not in `required`.
        """
        names = {name: wire_name(name, fields[name]) for name in self.tests}
        needed = [
            names[name] for name, test in self.tests.items() if not _passes_left_out(fields[name], test)
        ]
        properties = {names[name]: test.schema() for name, test in self.tests.items()}
        return {"properties": properties} | ({"required": needed} if needed else {})


class Mark:
    """What makes a field depend on others of its page."""

    __slots__ = ()

    @property
    def siblings(self) -> Collection[str]:
        """The fields that it looks at."""
        raise NotImplementedError

    def hints(self, drawn: Mapping[str, Any], fields: Mapping[str, FieldInfo]) -> dict[str, Any]:
        """What it adds to the field's schema.

        Args:
            drawn: The field's schema so far.
            fields: The fields of the object that it is part of.
        """
        raise NotImplementedError


def _passes_left_out(field: FieldInfo, test: Comparison) -> bool:
    if field.default is PydanticUndefined or field.default is UNANSWERED:
        return False
    return test.holds(to_jsonable_python(field.default))


def _same(one: JsonValue, other: Scalar) -> bool:
    """Equality as JSON Schema has it: 1 is 1.0, but not true."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _scalar(value: object) -> Scalar:
    plain = to_jsonable_python(value)
    if isinstance(plain, (str, int, float, bool, type(None))):
        return plain
    raise FormDefinitionError(f"A condition compares with text, numbers, booleans and None; found {value!r}.")
