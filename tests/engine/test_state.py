"""What becomes of a step's result: merged into State, as JSON, as what differs."""

import json
import math
from collections import UserDict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from ipaddress import IPv4Address
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Secret, SecretBytes, SecretStr

from perdure import REMOVE, state
from perdure.domain.errors import StepResultError
from perdure.domain.state import MAX_STATE_BYTES, Delta, bind_state, check_size, delta_of


class Port(BaseModel):
    name: str
    load: float = 0.0


class Login(BaseModel):
    username: str
    password: SecretStr


@dataclass
class Vault:
    pin: Secret[int]


def merged(before: dict[str, Any], result: Any) -> dict[str, Any]:
    return delta_of(before, result, "Merge").apply(before)


def test_none_changes_nothing() -> None:
    """A step that returns nothing leaves State as it is."""
    assert Delta({}) == delta_of({"a": 1}, None, "Merge")


def test_a_result_is_merged() -> None:
    """New keys are added, known ones replaced, the others kept."""
    assert {"a": 1, "b": 3, "c": 4} == merged({"a": 1, "b": 2}, {"b": 3, "c": 4})


def test_only_what_differs_travels() -> None:
    """A step that returns the whole State changes no more than what it changed."""
    before = {"a": 1, "b": {"c": [1, 2]}}

    assert Delta({"d": 1}) == delta_of(before, before | {"d": 1}, "Merge")


@pytest.mark.parametrize(
    ("before", "after"), [(1, True), (1, 1.0), ([1], [True]), ({"a": 0}, {"a": False}), ({"a": None}, {})]
)
def test_values_that_are_equal_in_python_only_are_different(before: Any, after: Any) -> None:
    """JSON tells 1, 1.0 and true apart, at any depth, and so does a delta."""
    assert {"a": after} == delta_of({"a": before}, {"a": after}, "Merge").changed


def test_remove_takes_a_key_away() -> None:
    """`REMOVE` deletes the key; of one that is not there nothing is said."""
    delta = delta_of({"a": 1, "b": 2}, {"a": REMOVE, "c": REMOVE}, "Merge")

    assert Delta({}, ("a",)) == delta
    assert {"b": 2} == delta.apply({"a": 1, "b": 2})


def test_a_delta_survives_being_stored() -> None:
    """What `to_json` writes, `from_json` reads, with and without removed keys."""
    for delta in (Delta({"a": 1}), Delta({"a": None}, ("b", "c"))):
        assert delta == Delta.from_json(json.loads(json.dumps(delta.to_json())))


def test_any_mapping_will_do() -> None:
    """A result need not be a dict, but a mapping."""
    assert {"a": 1} == merged({}, UserDict({"a": 1}))


@pytest.mark.parametrize("result", [5, "text", [("a", 1)], object(), {1, 2}])
def test_anything_but_a_mapping_is_refused(result: Any) -> None:
    """The error names the step and what it returned."""
    with pytest.raises(StepResultError, match=rf"Step 'Merge' returned {type(result).__name__}"):
        delta_of({}, result, "Merge")


def test_keys_are_strings() -> None:
    """A key that is no string is refused, by step and key."""
    with pytest.raises(StepResultError, match=r"Step 'Merge' returned the key 1"):
        delta_of({}, {1: "a"}, "Merge")


def test_python_values_become_json() -> None:
    """UUIDs, times, decimals, addresses, models, sets and tuples are stored as pydantic writes them."""
    result = {
        "id": UUID(int=1),
        "at": datetime(2026, 1, 2, tzinfo=UTC),
        "price": Decimal("1.10"),
        "address": IPv4Address("192.0.2.1"),
        "port": Port(name="1/1"),
        "nested": [{"ports": (Port(name="a"), Port(name="b"))}],
        "set": {3},
        (7.0).hex(): {1: "one"},
    }

    assert {
        "id": "00000000-0000-0000-0000-000000000001",
        "at": "2026-01-02T00:00:00Z",
        "price": "1.10",
        "address": "192.0.2.1",
        "port": {"name": "1/1", "load": 0.0},
        "nested": [{"ports": [{"name": "a", "load": 0.0}, {"name": "b", "load": 0.0}]}],
        "set": [3],
        "0x1.c000000000000p+2": {"1": "one"},
    } == merged({}, result)


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        [1.0, -math.inf],
        {"a": {"b": math.nan}},
        Port(name="a", load=math.nan),
        [Port(name="a", load=math.inf)],
    ],
    ids=repr,
)
def test_what_is_no_json_number_is_refused(value: Any) -> None:
    """NaN and the infinities are refused at any depth, also inside models; the error names step and key."""
    with pytest.raises(StepResultError, match=r"Step 'Merge', key 'load': .* is not a JSON number"):
        delta_of({}, {"load": value}, "Merge")


@pytest.mark.parametrize(
    "value",
    [
        object(),
        [object()],
        {"a": REMOVE},
        b"\xff",
        lambda: None,
        "\ud800",
        "a\0b",
        ["a\0b"],
        {"a\0b": 1},
        Port(name="a\0b"),
    ],
    ids=ascii,
)
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    """Objects, bytes that are no text, NUL, half a surrogate pair: the error names step and key, at any depth."""
    with pytest.raises(StepResultError, match=r"Step 'Merge', key 'thing': .* cannot be stored as JSON"):
        delta_of({}, {"thing": value}, "Merge")


@pytest.mark.parametrize(
    "value",
    [
        SecretStr("hunter2"),
        SecretBytes(b"hunter2"),
        [SecretStr("hunter2")],
        {"a": SecretStr("hunter2")},
        Login(username="anna", password=SecretStr("hunter2")),
        [{"a": (Login(username="anna", password=SecretStr("hunter2")),)}],
        Vault(Secret(2)),
    ],
)
def test_a_secret_does_not_go_into_state(value: Any) -> None:
    """Also inside a model or dataclass: the error names step and key, says where secrets go, and does not show one."""
    words = r"Step 'Merge', key 'password': .*use StepContext\.store_secret"
    with pytest.raises(StepResultError, match=words) as caught:
        delta_of({}, {"password": value}, "Merge")

    assert "hunter2" not in str(caught.value)


def test_a_state_that_is_too_large_is_refused() -> None:
    """The error has the size, the limit and the largest keys."""
    half = "x" * (MAX_STATE_BYTES // 2)
    check_size({"first": half}, "Merge")

    with pytest.raises(StepResultError, match=r"'Merge'.*16,0\d\d,\d\d\d bytes.*first \(8,\d\d\d,\d\d\d"):
        check_size({"first": half, "second": half, "third": 1}, "Merge")


# --- from perdure import state --------------------------------------------------------------------------------


def test_the_current_state_can_be_read_and_extended() -> None:
    """`perdure.state` is a mapping of the State of what runs; `|` makes a dict, on either side."""
    with bind_state({"a": 1, "b": 2}):
        assert (1, 2, ["a", "b"]) == (state["a"], len(state), list(state))
        assert {"a": 1, "b": 3} == state | {"b": 3}
        assert {"a": 1, "b": 2, "c": 3} == {"a": 0, "c": 3} | state
        assert "z" not in state
        with pytest.raises(TypeError):
            state["a"] = 2  # type: ignore[index]


def test_the_current_state_gives_copies() -> None:
    """A value that is changed in place and returned differs from what was there, so it is not lost."""
    before = {"ports": [1]}
    with bind_state(before):
        everything = state | {}
        everything["ports"].append(2)
        state["ports"].append(3)
        delta = delta_of(before, everything, "Merge")

    assert {"ports": [1, 2]} == delta.changed
    assert {"ports": [1]} == before


def test_there_is_no_current_state_elsewhere() -> None:
    """Outside a step or form `perdure.state` says so."""
    with pytest.raises(RuntimeError, match="only while a step or a form runs"):
        state["a"]


# --- any JSON -------------------------------------------------------------------------------------------------

_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=8,
)
_states = st.dictionaries(_text, _json, max_size=4)


@settings(deadline=None)  # other tests' servers share the processors
@given(before=_states, result=_states)
def test_a_delta_brings_any_state_to_what_was_returned(
    before: dict[str, Any], result: dict[str, Any]
) -> None:
    """For any JSON: the delta applied gives State with the result merged, to the letter."""
    delta = delta_of(before, result, "Merge")

    assert json.dumps(before | result, sort_keys=True) == json.dumps(delta.apply(before), sort_keys=True)
    assert not {
        key
        for key in delta.changed
        if json.dumps(before.get(key, ...), default=repr) == json.dumps(result[key])
    }
