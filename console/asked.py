"""What a page's address or form asks for, as the API takes it."""

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel, ValidationError

from ..api.queries import read_query
from ..domain.errors import BadRequestError

ModelT = TypeVar("ModelT", bound=BaseModel)


def asked(request: Request, query: type[ModelT], **usual: object) -> ModelT:
    """The query of a list, from the address; a filter that was left blank is none.

    Args:
        request: the page's.
        query: the model that the API's list takes.
        usual: what holds unless the address says otherwise.

    Raises:
        BadRequestError: a filter cannot be used; the message says which.
    """
    return read_query(query, request.query_params.multi_items(), **usual)


def posted(model: type[ModelT], **values: Any) -> ModelT:
    """What somebody decided on a page, as the API takes it.

    Raises:
        BadRequestError: it cannot be used; the message says which field and why.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRequestError(
            f"The {first['loc'][0]} cannot be used: {first['msg']}. Go back and change it."
        ) from None


def here(request: Request, **changes: str | Sequence[str] | None) -> str:
    """The address of this page with other parameters; None takes one away. Paging begins anew."""
    kept: list[tuple[str, str | Sequence[str]]] = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if value and name not in {"cursor", "done", *changes}
    ]
    kept += [(name, value) for name, value in changes.items() if value is not None]
    return f"{request.url.path}?{urlencode(kept, doseq=True)}" if kept else request.url.path
