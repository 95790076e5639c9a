"""What people decide, as a form: drawn from the JSON Schema of the API's own models, and read back as one of them."""

from functools import cache
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from markupsafe import Markup
from pydantic import BaseModel

from .asked import posted
from .rendering import Extras, Posted, draw, initial_values, read_page

ModelT = TypeVar("ModelT", bound=BaseModel)


async def _form(request: Request) -> Posted:
    async with request.form() as form:
        return Posted.of(form.multi_items())


Form = Annotated[Posted, Depends(_form)]
"""What a browser has posted."""


@cache
def decision_page(model: type[BaseModel], *names: str, given: str | None = None) -> dict[str, Any]:
    """The page that asks for a decision.

    Args:
        model: the decision as the API takes it.
        names: which of its fields are asked for, in their order.
        given: which of these must be given, though the API takes null for it: that is a decision of its own.
    """
    schema = model.model_json_schema()
    return {
        "type": "object",
        "properties": {
            name: _without_null(schema["properties"][name]) if name == given else schema["properties"][name]
            for name in names
        },
        "required": [name for name in names if name in schema.get("required", ())],
        "$defs": schema.get("$defs", {}),
    }


def decision_fields(schema: dict[str, Any], prefix: str, **known: Any) -> Markup:
    """The fields of a decision.

    Args:
        schema: of the page that asks for it.
        prefix: what the ids of its elements begin with: a page may ask for several decisions.
        known: what is filled in.
    """
    return draw(schema, initial_values(schema, known), Extras(prefix=f"{prefix}-"))


def decided(model: type[ModelT], schema: dict[str, Any], form: Posted, **carried: Any) -> ModelT:
    """What somebody decided on a page, as the API takes it; a text of blanks is none.

    Args:
        model: the decision as the API takes it.
        schema: of the page that asked for it.
        form: what was posted.
        carried: what the page does not ask for.

    Raises:
        BadRequestError: it cannot be used; the message says which field and why.
    """
    return posted(model, **without_blanks(read_page(schema, form)), **carried)


def without_blanks(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers with texts stripped, and without those of which nothing is left."""
    stripped = {name: value.strip() if isinstance(value, str) else value for name, value in answers.items()}
    return {name: value for name, value in stripped.items() if value != ""}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "anyOf": [one for one in schema["anyOf"] if one.get("type") != "null"]}
