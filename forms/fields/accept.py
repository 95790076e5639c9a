"""A question that only one answer gets past."""

from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


class Accept(str):
    """A confirmation, `"ACCEPTED"` once it is given; the page is refused while it is `"INCOMPLETE"`."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        values = core_schema.literal_schema(["ACCEPTED", "INCOMPLETE"])
        return core_schema.no_info_after_validator_function(cls._accepted, values)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(schema) | {"format": "accept"}

    @classmethod
    def _accepted(cls, value: str) -> "Accept":
        if value == "INCOMPLETE":
            raise ValueError("Not all tasks are done")
        return cls(value)
