"""How the parameters of a step are found in State and cast to what the step names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, SecretStr, Strict
from pydantic_core import to_jsonable_python

from perdure import State, StepContext, step
from perdure.domain.errors import StateKeyError, StateTypeError, StepDefinitionError
from perdure.domain.injection import Injection

IDENTITY = UUID("7b9bbd3c-98b0-4a0e-8d4e-0d9d0c5f3c11")


class Colour(Enum):
    RED = "red"


class Port(BaseModel):
    name: str
    vlans: list[int]


@dataclass
class Point:
    x: int


def arguments(function: Callable[..., Any], state: dict[str, Any]) -> dict[str, Any]:
    return Injection(function).arguments(state)


# --- inspect: what cannot work is found when the module is imported ---------------------------------------------


def test_star_arguments_cannot_be_filled() -> None:
    """`*names` is refused at import, with the function's origin and the parameter."""
    with pytest.raises(StepDefinitionError, match=r"test_injection.*\*names: str cannot be filled by name"):

        @step("Star")
        def star(*names: str) -> None: ...


def test_double_star_arguments_cannot_be_filled() -> None:
    """`**names` is refused at import."""
    with pytest.raises(StepDefinitionError, match=r"\*\*names: str cannot be filled by name"):

        @step("Stars")
        def stars(**names: str) -> None: ...


def test_a_parameter_needs_a_type() -> None:
    """A parameter without annotation is refused at import, by name."""
    with pytest.raises(StepDefinitionError, match="parameter 'label' has no type"):

        @step("Bare")
        def bare(label) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 — that is the point


def test_a_type_that_nothing_can_be_cast_to_is_refused() -> None:
    """A class that pydantic knows nothing about is refused at import."""

    class Socket: ...

    with pytest.raises(StepDefinitionError, match="parameter 'socket' has the type Socket; JSON cannot be"):

        @step("Odd")
        def odd(socket: Socket) -> None: ...


def test_an_annotation_that_cannot_be_resolved_is_refused() -> None:
    """A type that exists for the type checker only is refused at import, with what to do."""
    with pytest.raises(StepDefinitionError, match=r"Elsewhere.*import the type at the module's top"):

        @step("Text")
        def text(thing: "Elsewhere") -> None: ...  # type: ignore[name-defined]  # noqa: F821 — that is the point


def test_a_step_needs_a_title() -> None:
    """`@step` on the function itself, without a title, is refused at import."""
    with pytest.raises(
        StepDefinitionError, match=r"not tests\.engine\.test_injection\..*untitled; write @step"
    ):

        @step  # type: ignore[arg-type]
        def untitled() -> None: ...


# --- find --------------------------------------------------------------------------------------------------------


def test_a_missing_key_is_named_with_its_nearest_match() -> None:
    """The error has step, parameter, type, the nearest key and all keys that were there."""

    def construct(variable_2: int) -> None: ...

    with pytest.raises(StateKeyError) as caught:
        arguments(construct, {"varialble_2": 1, "label": "x"})

    assert (
        "step 'construct' needs 'variable_2' (int), and State lacks it. Did you mean 'varialble_2'? "
        "Keys in State: label, varialble_2."
    ) == str(caught.value)


def test_a_missing_key_takes_its_default() -> None:
    """A default stands in for a key that is not there, and only then."""

    def construct(label: str = "none") -> None: ...

    assert {"label": "none"} == arguments(construct, {})
    assert {"label": "x"} == arguments(construct, {"label": "x"})


@pytest.mark.parametrize("annotation", [int | None, Annotated[int | None, Field(ge=0)]])
def test_a_missing_optional_is_none(annotation: Any) -> None:
    """`Optional` without default is None when the key is missing."""

    def construct(speed) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 — set below

    construct.__annotations__["speed"] = annotation

    assert {"speed": None} == arguments(construct, {})
    assert {"speed": 3} == arguments(construct, {"speed": 3})


def test_keyword_only_parameters_are_filled() -> None:
    """A parameter after `*` is found like any other."""

    def construct(*, label: str) -> None: ...

    assert {"label": "x"} == arguments(construct, {"label": "x"})


def test_state_is_a_copy_of_everything() -> None:
    """`State` receives every key, and changing it changes nothing else."""

    def construct(everything: State) -> None: ...

    state = {"label": "x", "ports": [1]}

    given = arguments(construct, state)["everything"]
    assert state == given
    given["ports"].append(2)
    assert [1] == state["ports"]


def test_a_dict_is_a_key_like_any_other() -> None:
    """`payload: dict[str, Any]` is not State: it receives the key of its name."""

    def construct(payload: dict[str, Any]) -> None: ...

    assert {"payload": {"a": 1}} == arguments(construct, {"payload": {"a": 1}, "b": 2})
    with pytest.raises(StateKeyError, match="needs 'payload'"):
        arguments(construct, {"b": 2})


def test_an_argument_is_a_copy() -> None:
    """What a step changes in its arguments, at any depth, is not changed in State."""

    def construct(payload: dict[str, Any], anything: Any) -> None: ...

    state: dict[str, Any] = {"payload": {"inner": {"a": 1}}, "anything": {"b": [1]}}
    given = arguments(construct, state)
    given["payload"]["inner"]["a"] = 2
    given["anything"]["b"].append(2)

    assert {"payload": {"inner": {"a": 1}}, "anything": {"b": [1]}} == state


def test_the_context_is_handed_in_by_its_type() -> None:
    """A parameter annotated with a provided type receives that object, whatever its name."""

    def construct(anyhow: StepContext) -> None: ...

    context = object()
    injection = Injection(construct, provided=[StepContext])

    assert {"anyhow": context} == injection.arguments({}, {StepContext: context})


# --- cast --------------------------------------------------------------------------------------------------------

VALUES: list[tuple[Any, Any]] = [
    (int, 3),
    (bool, True),
    (float, 0.5),
    (str, "ams1"),
    (Decimal, Decimal("1.10")),
    (UUID, IDENTITY),
    (date, date(2026, 1, 2)),
    (datetime, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    (timedelta, timedelta(hours=1, microseconds=1)),
    (bytes, b"abc"),
    (Colour, Colour.RED),
    (IPv4Address, IPv4Address("192.0.2.1")),
    (IPv6Address, IPv6Address("2001:db8::1")),
    (IPv4Network, IPv4Network("192.0.2.0/24")),
    (IPv6Network, IPv6Network("2001:db8::/32")),
    (Port, Port(name="1/1", vlans=[1, 2])),
    (Point, Point(x=1)),
    (list[UUID], [IDENTITY]),
    (tuple[int, str], (1, "a")),
    (set[int], {1, 2}),
    (dict[str, Decimal], {"a": Decimal("0.1")}),
    (dict[int, str], {1: "a"}),
    (list[Port], [Port(name="1/1", vlans=[])]),
    (int | UUID, IDENTITY),
    (UUID | None, None),
    (Literal["a", "b"], "b"),
    (Annotated[int, Field(ge=1, le=10)], 10),
    (Annotated[UUID, Strict()], IDENTITY),
    (Any, {"a": [1, None]}),
]


@pytest.mark.parametrize(("annotation", "value"), VALUES, ids=lambda item: str(item)[:40])
def test_a_value_comes_back_in_its_type(annotation: Any, value: Any) -> None:
    """What a step returned and JSON kept is, in a later step, what it was."""

    def construct(value) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 — set below

    construct.__annotations__["value"] = annotation

    found = arguments(construct, {"value": to_jsonable_python(value)})["value"]

    assert value == found
    assert type(value) is type(found)


MISFITS: list[tuple[Any, Any, str]] = [
    (int, "many", "as int, but State has 'many' (str): Input should be a valid integer"),
    (bool, "perhaps", "as bool, but State has 'perhaps' (str)"),
    (UUID, "abc", "as UUID, but State has 'abc' (str)"),
    (int, None, "as int, but State has None (NoneType)"),
    (Colour, "blue", "as Colour, but State has 'blue' (str): Input should be 'red'"),
    (Port, {"name": "a", "vlans": ["x"]}, "vlans.0: Input should be a valid integer"),
    (Annotated[int, Field(le=10)], 11, "Input should be less than or equal to 10"),
    (list[int], {"a": 1}, "but State has {'a': 1} (dict): Input should be a valid"),
    (str, 5, "as str, but State has 5 (int): Input should be a valid string"),
]


@pytest.mark.parametrize(("annotation", "value", "words"), MISFITS)
def test_a_value_that_does_not_fit_is_named(annotation: Any, value: Any, words: str) -> None:
    """The error has step, key, expected type, the value found and why it does not fit."""

    def construct(value) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 — set below

    construct.__annotations__["value"] = annotation

    with pytest.raises(StateTypeError) as caught:
        arguments(construct, {"value": value})

    assert str(caught.value).startswith("step 'construct' needs 'value' as ")
    assert words in str(caught.value)


def test_a_secret_that_does_not_fit_is_masked() -> None:
    """The value of a parameter that is a secret is in no message."""

    def construct(password: Annotated[SecretStr, Field(min_length=20)]) -> None: ...

    with pytest.raises(StateTypeError) as caught:
        arguments(construct, {"password": "hunter2"})

    assert "hunter2" not in str(caught.value)
    assert "**********" in str(caught.value)


class Account(BaseModel):
    user: str
    password: SecretStr


def test_secrets_are_put_back_where_they_were_taken_from() -> None:
    """By name, inside objects, in lists in their order; what names no secret is not asked for any."""

    def use(pin: SecretStr, keys: list[SecretStr], accounts: list[Account], label: str) -> None: ...

    stored = {f"keys.{index}": f"key-{index}" for index in range(12)}
    stored |= {"pin": "1234", "accounts.0.password": "hunter2", "label": "not asked for"}
    state = {"label": "shop", "keys": [], "accounts": [{"user": "anna"}]}

    found = Injection(use).arguments(
        state,
        secrets=lambda name: {
            path: clear for path, clear in stored.items() if path.partition(".")[0] == name
        },
    )

    assert "1234" == found["pin"].get_secret_value()
    assert [f"key-{index}" for index in range(12)] == [key.get_secret_value() for key in found["keys"]]
    assert ["hunter2"] == [account.password.get_secret_value() for account in found["accounts"]]
    assert "shop" == found["label"]
    assert {"label": "shop", "keys": [], "accounts": [{"user": "anna"}]} == state


def test_a_secret_inside_an_object_that_does_not_fit_is_masked() -> None:
    """Nothing of such an object is in a message."""

    def use(account: Account) -> None: ...

    with pytest.raises(StateTypeError) as caught:
        Injection(use).arguments(
            {"account": {"usr": "anna"}}, secrets=lambda _: {"account.password": "hunter2"}
        )

    assert "hunter2" not in str(caught.value)
