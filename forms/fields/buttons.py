"""Other words and colours for the buttons of a page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticOmit, core_schema

from ..errors import FormDefinitionError


@dataclass(frozen=True, slots=True)
class Button:
    """Text and colour of a button; what is None is for the client to decide."""

    text: str | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True)
class ButtonsConfig:
    """The buttons of a page, as the default of a field that is neither asked nor in the answers.

    `buttons: ButtonsConfig = ButtonsConfig(next=Button(text="Order"))` goes out as `customButtons` in the page's meta.
    """

    previous: Button | None = None
    next: Button | None = None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Whatever is sent for it is dropped; what it says is read from the default.
        return core_schema.no_info_plain_validator_function(
            lambda _sent: None, serialization=core_schema.plain_serializer_function_ser_schema(lambda _: None)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        raise PydanticOmit


def with_buttons(
    page: str, meta: Mapping[str, Any] | None, fields: Mapping[str, FieldInfo]
) -> dict[str, Any] | None:
    """A page's meta with its buttons.

    Raises:
        FormDefinitionError: The page has no buttons to show, or says twice what they are.
    """
    buttons = {name: field.default for name, field in fields.items() if field.annotation is ButtonsConfig}
    if not buttons:
        return None if meta is None else dict(meta)
    (name, config), *others = buttons.items()
    if not isinstance(config, ButtonsConfig):
        raise FormDefinitionError(f"{page}.{name} needs a ButtonsConfig(...) as its default.")
    if others or "customButtons" in (meta or {}):
        raise FormDefinitionError(
            f"{page} says more than once what its buttons are; say it in one ButtonsConfig field."
        )
    shown = {name: button for name, button in asdict(config).items() if button is not None}
    return {
        **(meta or {}),
        "customButtons": {
            name: {key: value for key, value in button.items() if value is not None}
            for name, button in shown.items()
        },
    }
