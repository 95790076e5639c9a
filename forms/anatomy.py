"""What a page is made of: its fields by their names on the wire, and the models and marks inside their types."""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

T = TypeVar("T")


def wire_name(name: str, field: FieldInfo) -> str:
    """What a field is called in JSON."""
    return field.validation_alias if isinstance(field.validation_alias, str) else field.alias or name


def wire_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a page by what they are called in JSON."""
    return {wire_name(name, field): field for name, field in model.model_fields.items()}


def read_only_fields(page: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields that keep their default, with their names: frozen ones that have a default."""
    for name, field in page.model_fields.items():
        if field.frozen and not field.is_required():
            yield name, field


def types_in(annotation: Any) -> Iterator[Any]:
    """The types that an annotation is put together from, itself included: of `list[int] | None` there are four."""
    yield annotation
    for argument in get_args(annotation):
        yield from types_in(argument)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation mentions."""
    for one in types_in(annotation):
        if isinstance(one, type) and get_origin(one) is None and issubclass(one, BaseModel):
            yield one


def marks_on(field: FieldInfo, kind: type[T]) -> Iterator[T]:
    """The marks of a kind on a field, wherever in its type they are."""
    for one in (*field.metadata, *types_in(field.annotation)):
        if isinstance(one, kind):
            yield one
