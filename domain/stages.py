"""One class per stage of life: what blocks and subscriptions have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

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
            DefinitionError: it has no base, a status has another class, or a block is of another stage.
        """
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
