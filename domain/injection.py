"""Fill the parameters that a function names from State: inspect once, find, cast, load."""

from __future__ import annotations

import difflib
import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import PydanticSchemaGenerationError, PydanticUserError, TypeAdapter, ValidationError
from pydantic_core import to_json

from .errors import StateKeyError, StateTypeError, StepDefinitionError
from .secret_values import takes_secrets, with_secrets
from .state import STATE_MARKER
from .subscription import SubscriptionModel

_MISSING: Final = inspect.Parameter.empty

Secrets: TypeAlias = Callable[[str], Mapping[str, str]]
"""The secrets that belong to a name, in clear text by path: the name itself, or the way there with dots."""


@dataclass(frozen=True, slots=True)
class _Models:
    """A parameter that takes subscriptions."""

    classes: tuple[type[SubscriptionModel], ...]
    repeated: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    annotation: Any
    default: Any
    source: type | _Models | TypeAdapter[Any] | None
    """A provided type, subscriptions, a value to cast, or None for the whole State."""
    secret: bool
    """Values of its type have secrets in them."""


@dataclass(frozen=True, slots=True)
class PlainValue:
    """A parameter that is cast from a value of State, in which there is neither subscription nor secret."""

    adapter: TypeAdapter[Any]
    required: bool
    default: Any = None
    """What it is where State lacks it, unless it is required."""


class Injection:
    """How one function gets its arguments.

    Args:
        function: the author's function.
        what: what it is, for messages: ``step``, ``form``.
        provided: types of parameters that the caller hands in, such as the step's context.

    Raises:
        StepDefinitionError: a parameter cannot be filled from State.
    """

    def __init__(
        self, function: Callable[..., Any], what: str = "step", provided: Sequence[type] = ()
    ) -> None:
        self._where = f"{what} {function.__name__!r}"
        self._origin = f"{function.__module__}.{function.__qualname__}"
        hints = self._hints(function)
        self._parameters = [
            self._inspect(parameter, hints, tuple(provided))
            for parameter in inspect.signature(function).parameters.values()
        ]

    @property
    def names(self) -> list[str]:
        """The parameters' names."""
        return [parameter.name for parameter in self._parameters]

    @property
    def plain_values(self) -> dict[str, PlainValue]:
        """The parameters that people can fill in, by name."""
        return {
            one.name: PlainValue(
                one.source,
                required=one.default is _MISSING and not _is_optional(one.annotation),
                default=None if one.default is _MISSING else one.default,
            )
            for one in self._parameters
            if isinstance(one.source, TypeAdapter) and not one.secret
        }

    def arguments(
        self,
        state: Mapping[str, Any],
        provided: Mapping[type, object] | None = None,
        secrets: Secrets | None = None,
    ) -> dict[str, Any]:
        """The arguments for a call with this State; loads subscriptions from the bound store.

        Args:
            state: where they are found.
            provided: what the caller hands in, by type.
            secrets: what parameters whose type says that they are secret are filled from as well.

        Raises:
            StateKeyError: State lacks a key that has no default.
            StateTypeError: a value does not fit its annotation.
        """
        return {
            parameter.name: self._argument(
                parameter, _with_secrets(parameter, state, secrets), provided or {}
            )
            for parameter in self._parameters
        }

    def check(self, name: str, value: Any) -> None:
        """Make sure that a value fits the parameter of that name; of subscriptions only that they are ids.

        Raises:
            StateTypeError: it does not.
        """
        for parameter in self._parameters:
            if parameter.name != name:
                continue
            match parameter.source:
                case _Models() as models:
                    self._ids(parameter, models, value)
                case TypeAdapter() as adapter:
                    self._cast(parameter, adapter, value)

    def _hints(self, function: Callable[..., Any]) -> dict[str, Any]:
        try:
            return get_type_hints(function, include_extras=True)
        except NameError as error:
            raise StepDefinitionError(
                f"{self._origin}: an annotation cannot be resolved ({error}); import the type at the module's top."
            ) from error

    def _inspect(
        self, parameter: inspect.Parameter, hints: Mapping[str, Any], provided: tuple[type, ...]
    ) -> _Parameter:
        name = parameter.name
        if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY}:
            raise StepDefinitionError(
                f"{self._origin}: parameter {parameter} cannot be filled by name from State; name each key it needs."
            )
        if name not in hints:
            raise StepDefinitionError(
                f"{self._origin}: parameter {name!r} has no type; annotate it, State is cast to it."
            )
        annotation = hints[name]
        source: type | _Models | TypeAdapter[Any] | None
        if annotation in provided:
            source = annotation
        elif get_origin(annotation) is Annotated and STATE_MARKER in get_args(annotation)[1:]:
            source = None
        else:
            source = _models(annotation) or self._adapter(name, annotation)
        return _Parameter(name, annotation, parameter.default, source, takes_secrets(annotation))

    def _adapter(self, name: str, annotation: Any) -> TypeAdapter[Any]:
        if _mentions_models(annotation):
            raise StepDefinitionError(
                f"{self._origin}: parameter {name!r} has the type {_type_name(annotation)}; subscriptions are loaded "
                "alone, optional, as one of several classes, or in a list."
            )
        try:
            return TypeAdapter(annotation)
        except (PydanticSchemaGenerationError, PydanticUserError) as error:
            raise StepDefinitionError(
                f"{self._origin}: parameter {name!r} has the type {_type_name(annotation)}; JSON cannot be cast to it."
            ) from error

    def _argument(
        self, parameter: _Parameter, state: Mapping[str, Any], provided: Mapping[type, object]
    ) -> Any:
        match parameter.source:
            case None:
                return deepcopy(dict(state))
            case type() as wanted:
                return provided[wanted]
        if parameter.name not in state:
            return self._absent(parameter, state)
        value = state[parameter.name]
        match parameter.source:
            case _Models() as models:
                return self._load(parameter, models, value)
            case TypeAdapter() as adapter:
                return self._cast(parameter, adapter, value)

    def _absent(self, parameter: _Parameter, state: Mapping[str, Any]) -> Any:
        if parameter.default is not _MISSING:
            return parameter.default
        if _is_optional(parameter.annotation):
            return None
        nearest = difflib.get_close_matches(parameter.name, state, n=1)
        hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
        raise StateKeyError(
            f"{self._where} needs {parameter.name!r} ({_type_name(parameter.annotation)}), and State lacks it.{hint} "
            f"Keys in State: {', '.join(sorted(state)) or 'none'}."
        )

    def _cast(self, parameter: _Parameter, adapter: TypeAdapter[Any], value: Any) -> Any:
        try:
            # By way of JSON text: strict types take what JSON has for them, and a step that changes its argument in
            # place changes a copy.
            return adapter.validate_json(to_json(value))
        except ValidationError as error:
            why = "; ".join(
                f"{'.'.join(map(str, item['loc']))}: {item['msg']}" if item["loc"] else item["msg"]
                for item in error.errors(include_url=False, include_input=False)[:3]
            )
            raise StateTypeError(self._mismatch(parameter, value, why)) from error

    def _load(self, parameter: _Parameter, models: _Models, value: Any) -> Any:
        match self._ids(parameter, models, value):
            case None:
                return None
            case UUID() as subscription_id:
                return self._load_one(parameter, models, subscription_id)
            case several:
                return [self._load_one(parameter, models, subscription_id) for subscription_id in several]

    def _ids(self, parameter: _Parameter, models: _Models, value: Any) -> UUID | list[UUID] | None:
        if value is None and models.optional:
            return None
        if not models.repeated:
            return self._id(parameter, value, value)
        if not isinstance(value, list):
            raise StateTypeError(self._mismatch(parameter, value, "a list of subscriptions is needed"))
        return [self._id(parameter, value, item) for item in value]

    def _id(self, parameter: _Parameter, value: Any, item: Any) -> UUID:
        found = item.get("subscription_id") if isinstance(item, Mapping) else item
        try:
            return found if isinstance(found, UUID) else UUID(str(found))
        except ValueError:
            raise StateTypeError(self._mismatch(parameter, value, "no subscription id")) from None

    def _load_one(self, parameter: _Parameter, models: _Models, subscription_id: UUID) -> SubscriptionModel:
        if len(models.classes) == 1:
            return models.classes[0].from_subscription_id(subscription_id)
        subscription = SubscriptionModel.from_subscription_id(subscription_id)
        if not isinstance(subscription, models.classes):
            wanted = " or ".join(model.__name__ for model in models.classes)
            raise StateTypeError(
                f"{self._where} needs {parameter.name!r} as {wanted}, but subscription {subscription_id} is a "
                f"{type(subscription).__name__} (status {subscription.status.value}); "
                "put the step that changes its status before this one."
            )
        return subscription

    def _mismatch(self, parameter: _Parameter, value: Any, why: str) -> str:
        shown = "**********" if parameter.secret else f"{value!r:.200}"
        return (
            f"{self._where} needs {parameter.name!r} as {_type_name(parameter.annotation)}, "
            f"but State has {shown} ({type(value).__name__}): {why}."
        )


def _with_secrets(
    parameter: _Parameter, state: Mapping[str, Any], secrets: Secrets | None
) -> Mapping[str, Any]:
    """State as a parameter sees it."""
    if secrets is None or not parameter.secret or not (found := secrets(parameter.name)):
        return state
    return {**state, parameter.name: with_secrets(state.get(parameter.name), parameter.name, found)}


def _models(annotation: Any) -> _Models | None:
    """How an annotation takes subscriptions, or None when it takes something else."""
    members = _union_members(_bare(annotation))
    plain = [member for member in members if member is not type(None)]
    optional = len(plain) < len(members)
    if len(plain) == 1 and get_origin(plain[0]) in {list, Sequence}:
        inner = _models(get_args(plain[0])[0])
        return _Models(inner.classes, repeated=True, optional=optional) if inner else None
    if plain and all(isinstance(member, type) and issubclass(member, SubscriptionModel) for member in plain):
        return _Models(tuple(plain), repeated=False, optional=optional)
    return None


def _mentions_models(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, SubscriptionModel):
        return True
    return any(map(_mentions_models, get_args(annotation)))


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _union_members(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in {Union, types.UnionType}:
        return get_args(annotation)
    return (annotation,)


def _is_optional(annotation: Any) -> bool:
    return type(None) in _union_members(_bare(annotation))


def _type_name(annotation: Any) -> str:
    return (
        annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)
    )
