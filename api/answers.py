"""Answers to a form, as they are posted."""

from typing import Annotated, Any

from fastapi import Body
from pydantic import Discriminator, Tag


def _kind(posted: object) -> str | None:
    match posted:
        case list():
            return "pages"
        case dict():
            return "all"
    return None


AnswersBody = Annotated[
    Annotated[list[dict[str, Any]], Tag("pages")] | Annotated[dict[str, Any], Tag("all")],
    Discriminator(
        _kind,
        custom_error_type="answers",
        custom_error_message="Answers are a list with an object per page, or one object with all answers",
    ),
]
"""Answers by page, or all together by field name."""

Answers = Annotated[
    AnswersBody,
    Body(
        description="The answers so far, an object per page; `[]` asks for the first page. Or one object with the "
        "answers to all pages by field name.",
        examples=[
            [],
            [{"product": "866525c8-a868-49bc-b006-1a60e492631e"}],
            {"room": "kitchen", "watts": 40},
        ],
    ),
]
"""The same as the body of a request."""
