"""Lists of a certain length, and lists whose items differ."""

from typing import Any

import pytest
from pydantic import BaseModel

from perdure.forms import (
    FormPage,
    FormValidationError,
    ListOfOne,
    ListOfTwo,
    form_errors,
    post_form,
    unique_conlist,
)


class Port(BaseModel):
    name: str


class Page(FormPage):
    one: ListOfOne[int] = [1]  # noqa: RUF012 — pydantic copies it
    two: ListOfTwo[str] = ["a", "b"]  # noqa: RUF012 — likewise
    ports: unique_conlist(Port, min_items=1, max_items=2) = [Port(name="a")]  # type: ignore[valid-type]  # noqa: RUF012


def test_taken() -> None:
    """Lists of the right length are taken as they are."""
    answers = {"one": [2], "two": ["b", "a"], "ports": [{"name": "a"}, {"name": "b"}]}

    assert answers == post_form(lambda: Page, {}, [answers])


@pytest.mark.parametrize(
    ("field", "value", "kind", "msg"),
    [
        ("one", [], "too_short", "At least 1 is needed; there is 0"),
        ("one", [1, 2], "too_long", "At most 1 is taken"),
        ("two", ["a"], "too_short", "At least 2 are needed; there are 1"),
        ("two", ["a", "a"], "unique_list", "Choose each option once"),
        ("ports", [{"name": "a"}, {"name": "a"}], "unique_list", "Choose each option once"),
        ("ports", [{"name": "a"}, {"name": "b"}, {"name": "c"}], "too_long", "At most 2 are taken"),
    ],
)
def test_refused(field: str, value: Any, kind: str, msg: str) -> None:
    """Too few, too many, or the same twice is refused in words, also of objects."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [{field: value}])

    assert [([field], kind, msg)] == [
        (error.loc, error.type, error.msg) for error in form_errors(raised.value)
    ]
