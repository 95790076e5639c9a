"""The query of a list, from what stands in an address."""

from collections.abc import Iterable
from typing import TypeVar, get_origin

from pydantic import BaseModel, ValidationError

from ..domain.errors import BadRequestError

ModelT = TypeVar("ModelT", bound=BaseModel)


def read_query(query: type[ModelT], given: Iterable[tuple[str, str]], **usual: object) -> ModelT:
    """The query of a list; a filter that was left blank is none.

    Args:
        query: the model that the list takes.
        given: names and values.
        usual: what holds unless something else is given.

    Raises:
        BadRequestError: a filter cannot be used; the message says which.
    """
    filled = [(name, value) for name, value in given if value.strip()]
    found = dict(usual)
    for name, field in query.model_fields.items():
        if values := [value for given_name, value in filled if given_name == name]:
            found[name] = values if get_origin(field.annotation) is list else values[-1]
    try:
        return query.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadRequestError(f"The filter {first['loc'][0]!r} cannot be used: {first['msg']}.") from None
