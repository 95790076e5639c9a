"""A question that only one answer gets past."""

from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema


class AcceptValues(StrEnum):
    """What a confirmation can be."""

    ACCEPTED = "ACCEPTED"
    INCOMPLETE = "INCOMPLETE"


class AcceptItemType(StrEnum):
    """What an item of a checklist is: text, a link, or something to tick off; `>` is indented, `?` optional."""

    INFO = "info"
    LABEL = "label"
    WARNING = "warning"
    URL = "url"
    CHECKBOX = "checkbox"
    SUBCHECKBOX = ">checkbox"
    OPTIONAL_CHECKBOX = "checkbox?"
    OPTIONAL_SUBCHECKBOX = ">checkbox?"
    SKIP = "skip"
    VALUE = "value"
    MARGIN = "margin"


AcceptData: TypeAlias = list[
    tuple[str, AcceptItemType | str] | tuple[str, AcceptItemType | str, dict[str, Any]]
]
"""The items of a checklist: text, kind, and what else a client should know."""


class Accept(str):
    """A confirmation, `"ACCEPTED"` once it is given; the page is refused while it is `"INCOMPLETE"`.

    A subclass with `data` shows a checklist that has to be worked through:

        class Cabling(Accept):
            data = [("Cables are in", "checkbox"), ("Labels are on", "checkbox?")]
    """

    __slots__ = ()

    data: ClassVar[AcceptData | None] = None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls._accepted, core_schema.str_schema())

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        values = {"format": "accept", "enum": [value.value for value in AcceptValues]}
        return handler(schema) | values | ({"data": cls.data} if cls.data else {})

    @classmethod
    def _accepted(cls, value: str) -> "Accept":
        if value not in AcceptValues.__members__:
            raise PydanticKnownError("enum", {"expected": " or ".join(map(repr, AcceptValues.__members__))})
        if value == AcceptValues.INCOMPLETE:
            raise PydanticCustomError("value_error", "Not all tasks are done", {"words": "not_accepted"})
        return cls(value)
