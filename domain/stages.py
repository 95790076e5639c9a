"""One class per stage of life: what blocks and subscriptions have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, SerializationInfo, SerializerFunctionWrapHandler, model_serializer
from pydantic.fields import FieldInfo

from .documents import MEMBER, REFERENCE, StoredForm
from .errors import DefinitionError
from .lifecycle import ACTIVE, DISABLED, MIGRATING, SubscriptionLifecycle


@dataclass
class Stages:
    """The classes of one base.

    Args:
        base: the class for every status that no other class claims.
        claimed: the classes declared with ``lifecycle=[…]``.
    """

    base: type[StagedModel]
    claimed: dict[SubscriptionLifecycle, type[StagedModel]] = field(default_factory=dict)

    def at(self, status: SubscriptionLifecycle) -> type[StagedModel]:
        """The class for a status.

        What is migrating or disabled has been active: it keeps that class unless another claims the status.
        """
        if status in {MIGRATING, DISABLED}:
            return self.claimed.get(status) or self.claimed.get(ACTIVE, self.base)
        return self.claimed.get(status, self.base)

    def claim(self, status: SubscriptionLifecycle, model: type[StagedModel]) -> None:
        """Make a class the one for a status.

        Raises:
            DefinitionError: another class has that status.
        """
        known = self.claimed.setdefault(status, model)
        if known is not model:
            raise DefinitionError(
                f"Both {known.__qualname__} and {model.__qualname__} of {model.__module__} say lifecycle "
                f"{status}; leave it to one of them."
            )


class StagedModel(BaseModel):
    """A pydantic model whose subclasses say with ``lifecycle=[…]`` for which statuses they stand."""

    # JSON knows no infinity, so floats say it in words.
    model_config = ConfigDict(extra="forbid", validate_assignment=True, ser_json_inf_nan="strings")

    __stages__: ClassVar[Stages | None] = None

    @classmethod
    def kind(cls) -> str:
        """The name that tells it from other kinds where a field takes several; every stage has the same one."""
        return ""

    def __init_subclass__(cls, **_: Any) -> None:
        """Swallow the class keywords, which `__pydantic_init_subclass__` reads."""
        super().__init_subclass__()

    @classmethod
    def begin_stages(cls) -> None:
        """Make this class a base."""
        cls.__stages__ = Stages(cls)

    @classmethod
    def claim_stages(cls, lifecycle: Iterable[SubscriptionLifecycle | str]) -> None:
        """Make this class the one for these statuses.

        Raises:
            DefinitionError: it has no base, a status has another class, a block is of another stage, or a field
                takes several kinds of blocks that have no names to tell them apart.
        """
        for name, info in cls.model_fields.items():
            cls._check_kinds(name, models_in(info))
        for status in map(SubscriptionLifecycle, lifecycle):
            if cls.__stages__ is None:
                raise DefinitionError(
                    f"{cls.__qualname__} says lifecycle {status} but inherits from no base: declare one with "
                    f"is_base=True (subscriptions) or product_block_name=… (blocks)."
                )
            cls.__stages__.claim(status, cls)
            for name, nested in cls.nested_models():
                expected = nested.__stages__.at(status) if nested.__stages__ else nested
                if not issubclass(nested, expected):
                    raise DefinitionError(
                        f"{cls.__qualname__} is for {status} but its {name} is of {nested.__qualname__}; "
                        f"the class of that block for {status} is {expected.__qualname__}."
                    )

    @classmethod
    def _check_kinds(cls, field_name: str, models: tuple[type[StagedModel], ...]) -> None:
        kinds = [model.kind() for model in models]
        if len(kinds) > 1 and (len(set(kinds)) < len(kinds) or not all(kinds)):
            raise DefinitionError(
                f"{cls.__qualname__}.{field_name} takes {' or '.join(model.__qualname__ for model in models)}; give "
                f"each a product_block_name of its own, by which stored ones are told apart (found: "
                f"{', '.join(kind or 'none' for kind in kinds)})."
            )

    @model_serializer(mode="wrap")
    def _as_document(
        self, handler: SerializerFunctionWrapHandler, info: SerializationInfo[Any]
    ) -> dict[str, Any]:
        if not isinstance(info.context, StoredForm):
            return handler(self)  # type: ignore[no-any-return]
        if reference := self._reference(info.context):
            return reference
        document: dict[str, Any] = handler(self)
        for name in _of_several_kinds(type(self)) & document.keys():
            document[name] = _named(getattr(self, name), document[name])
        return document

    def _reference(self, form: StoredForm) -> dict[str, Any] | None:  # noqa: ARG002 — blocks look at it
        return None

    @classmethod
    def nested_models(cls) -> Iterator[tuple[str, type[StagedModel]]]:
        """The names of the fields that hold blocks, each with its block classes."""
        for name, info in cls.model_fields.items():
            for nested in models_in(info):
                yield name, nested


def models_in(info: FieldInfo) -> tuple[type[StagedModel], ...]:
    """The block classes in a field's annotation: alone, optional, or in a list."""
    return tuple(_models_in(info.annotation))


def _models_in(annotation: Any) -> Iterator[type[StagedModel]]:
    if isinstance(annotation, type) and issubclass(annotation, StagedModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


@cache
def _of_several_kinds(model: type[StagedModel]) -> frozenset[str]:
    """The fields that take several kinds of blocks."""
    return frozenset(name for name, info in model.model_fields.items() if len(models_in(info)) > 1)


def _named(value: Any, document: Any) -> Any:
    """The document of a field that takes several kinds, with the name of its block's kind in it."""
    if isinstance(value, list):
        return [_named(item, written) for item, written in zip(value, document, strict=True)]
    if isinstance(value, StagedModel) and REFERENCE not in document:
        return {MEMBER: value.kind(), **document}
    return document
