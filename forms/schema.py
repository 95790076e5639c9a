"""The JSON Schema of a page, as clients of pydantic-forms expect it."""

from collections.abc import Mapping
from typing import Any, cast
from weakref import WeakKeyDictionary

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import from_json, to_json
from pydantic_core.core_schema import ModelSchema, WithDefaultSchema

from .anatomy import marks_on, read_only_fields, wire_name
from .conditions import UNANSWERED, Mark
from .fields.conditional import Visible
from .inline import inlined

# A page's class does not change, so its schema is made once. As text: every caller gets a dict of its own.
_drawn: "WeakKeyDictionary[type[BaseModel], bytes]" = WeakKeyDictionary()


def page_schema(
    page: type[BaseModel], *, inline_refs: bool = False, initial: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a page, with `readOnly` on the fields that keep their default.

    It is made once for each class, but for defaults that come from a `default_factory`.

    Args:
        page: The page.
        inline_refs: Put every definition where it is referred to, so that a program needs no look-up.
        initial: Values by the fields' names in JSON that are shown as `initial`: filled in, but not yet answered.
    """
    text = _drawn.get(page) or _draw(page)
    schema: dict[str, Any] = from_json(text)
    for name, field in schema.get("properties", {}).items():
        if initial and name in initial:
            field["initial"] = initial[name]
    return inlined(schema) if inline_refs else schema


def _draw(page: type[BaseModel]) -> bytes:
    generators: list[GenerateFormJsonSchema] = []

    def generator(**options: Any) -> GenerateFormJsonSchema:
        generators.append(GenerateFormJsonSchema(**options))
        return generators[-1]

    # Pydantic only calls what it asks for as a class.
    schema = page.model_json_schema(schema_generator=cast("type[GenerateJsonSchema]", generator))
    for name, field in read_only_fields(page):
        if drawn := schema["properties"].get(wire_name(name, field)):
            drawn["readOnly"] = True
    text = to_json(schema)
    if not any(one.called_factory for one in generators):
        _drawn[page] = text
    return text


class GenerateFormJsonSchema(GenerateJsonSchema):
    """Adds to pydantic's schema what forms have beyond it: made defaults, conditions; and leaves secrets out."""

    called_factory = False

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        """Sends what a `default_factory` makes as the field's `default`, unless it needs other fields' values."""
        if schema.get("default") is UNANSWERED:
            return self.generate_inner(schema["schema"])
        result = super().default_schema(schema)
        if "default_factory" in schema and not schema.get("default_factory_takes_data"):
            self.called_factory = True
            result["default"] = self.encode_default(schema["default_factory"]())  # type: ignore[call-arg]
        if _is_write_only(result):
            result.pop("default", None)
        return result

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        """Adds the conditions between an object's fields."""
        result = super().model_schema(schema)
        fields = schema["cls"].model_fields
        for name, field in fields.items():
            key = wire_name(name, field)
            for mark in marks_on(field, Mark):
                result["properties"][key] |= mark.hints(result["properties"][key], fields)
                needed = field.default is UNANSWERED and not _takes_null(result["properties"][key])
                if isinstance(mark, Visible) and needed:
                    rule = {"if": mark.condition.schema(fields), "then": {"required": [key]}}
                    result["allOf"] = [*result.get("allOf", []), rule]
        return result


def _takes_null(schema: JsonSchemaValue) -> bool:
    kinds = {"type", "$ref", "anyOf", "oneOf", "enum", "const"} & schema.keys()
    return not kinds or {"type": "null"} in schema.get("anyOf", [])


def _is_write_only(schema: JsonSchemaValue) -> bool:
    parts = [schema, *schema.get("anyOf", []), schema.get("items", {})]
    return any(part.get("writeOnly") for part in parts)
