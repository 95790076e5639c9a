"""The JSON Schema of a page, as clients of pydantic-forms expect it."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import WithDefaultSchema


def page_schema(page: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a page, with `readOnly` on the fields that keep their default."""
    schema = page.model_json_schema(schema_generator=GenerateFormJsonSchema)
    for name, field in read_only_fields(page):
        schema["properties"][field.alias or name]["readOnly"] = True
    return schema


def read_only_fields(page: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields that keep their default, with their names: frozen ones that have a default."""
    for name, field in page.model_fields.items():
        if field.frozen and not field.is_required():
            yield name, field


class GenerateFormJsonSchema(GenerateJsonSchema):
    """Sends what a `default_factory` makes as the field's `default`; pydantic leaves it out."""

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        """Adds the default, unless the factory needs the other fields' values."""
        result = super().default_schema(schema)
        if "default_factory" in schema and not schema.get("default_factory_takes_data"):
            result["default"] = self.encode_default(schema["default_factory"]())  # type: ignore[call-arg]
        return result
