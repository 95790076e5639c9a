"""Classes that a form makes at every turn, made once.

A page whose fields depend on earlier answers is a class in the body of a form, and a form runs from its beginning at
every turn of a page. Making such a class takes longer than everything else that a turn does. So the class that was
made from the same recipe, by the same lines of code, is used again; what cannot be compared for sure is made anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from threading import Lock
from types import FunctionType
from typing import Any, Final, Literal, TypeVar, get_args, get_origin
from uuid import UUID

from pydantic.fields import FieldInfo

ClassT = TypeVar("ClassT", bound=type)

# So many classes are kept for one place in the code, and so many places: what different answers lead to is at hand.
_VARIANTS: Final = 16
_PLACES: Final = 1000
_made: dict[tuple[object, object], list[tuple[dict[str, Any], Any]]] = {}
_writing = Lock()

_PLAIN: Final = frozenset({str, int, float, bool, bytes, Decimal, UUID, date, datetime, time, timedelta})


def made_once(
    name: str,
    bases: tuple[type, ...],
    namespace: Mapping[str, Any],
    make: Callable[[], ClassT],
    **keywords: Any,
) -> ClassT:
    """The class that was made from the same recipe, or a new one.

    Args:
        name: Its name.
        bases: Its bases.
        namespace: What its body left.
        make: Makes it.
        keywords: What else goes in.
    """
    origin = namespace.get("__qualname__", name)
    if "__qualname__" in namespace and "<locals>" not in origin:
        return make()  # not in a function: it is made once anyway
    place = (namespace.get("__module__"), origin)
    # Copied, because making a class alters both.
    annotations = dict(namespace.get("__annotations__", {}))
    if any(isinstance(annotation, str) for annotation in annotations.values()):
        return make()  # the name of a type, which may be another one by now
    recipe = {
        "bases": bases,
        "namespace": {**namespace, "__annotations__": annotations},
        "keywords": keywords,
    }
    variants = _made.get(place, [])
    for earlier, made in variants:
        if same(earlier, recipe):
            found: ClassT = made
            return found
    new = make()
    with _writing:
        _made[place] = [(recipe, new), *variants[: _VARIANTS - 1]]
        if len(_made) > _PLACES:
            _made.pop(next(iter(_made)))
    return new


def same(one: Any, other: Any, *, shared: bool = False) -> bool:
    """Whether two parts of recipes certainly mean the same.

    Args:
        one: A part.
        other: The part in its place.
        shared: Whether code may change the part, because a function holds it; then only the very same will do.
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if type(one) in _PLAIN:
        return bool(one == other)
    parts, others = _parts(one, shared=shared), _parts(other, shared=shared)
    if parts is None or others is None or len(parts) != len(others):
        return False
    shared = shared or isinstance(one, FunctionType)
    return all(same(part, another, shared=shared) for part, another in zip(parts, others, strict=True))


def _parts(value: Any, *, shared: bool) -> Sequence[Any] | None:
    """What something is made of; None where that cannot be said."""
    parts = _parts_of_value(value)
    return _parts_of_container(value) if parts is None and not shared else parts


def _parts_of_value(value: Any) -> Sequence[Any] | None:
    """What something is made of that does not change itself; functions, by the identity of their code."""
    match value:
        case tuple():
            return value
        case FunctionType():
            return (id(value.__code__), id(value.__globals__), *_held(value))
        case classmethod() | staticmethod():
            return (value.__func__,)
        case property():
            return (value.fget, value.fset, value.fdel)
    return _parts_of_type(value)


def _parts_of_container(value: Any) -> Sequence[Any] | None:
    """What something is made of that could be changed, but is not by making a class of it."""
    match value:
        case list():
            return value
        case dict():
            return [*value, *value.values()]
        case set() | frozenset():
            return sorted(value) if all(isinstance(item, str) for item in value) else None
        case FieldInfo():
            return [getattr(value, name) for name in FieldInfo.__slots__]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return [getattr(value, field.name) for field in fields(value)]
    return None


def _parts_of_type(value: Any) -> Sequence[Any] | None:
    """What a type such as `list[Node]` is put together from."""
    origin, parts = get_origin(value), get_args(value)
    if origin is None or (origin is not Literal and any(isinstance(part, str) for part in parts)):
        return None  # no such type; or there is the name of one in it, which may be another one by now
    return (origin, *parts)


def _held(function: FunctionType) -> tuple[Any, ...]:
    """What a function holds on to."""
    try:
        closed_over = tuple(cell.cell_contents for cell in function.__closure__ or ())
    except ValueError:  # a cell that is still empty, such as that of its own class
        closed_over = (object(),)
    named = {**(function.__kwdefaults__ or {}), **function.__dict__}
    return (*closed_over, *(function.__defaults__ or ()), *named.items())
