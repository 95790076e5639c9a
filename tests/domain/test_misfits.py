"""What pydantic found wrong, in words."""

import pytest
from pydantic import BaseModel, ValidationError, field_validator

from perdure.domain.misfits import misfits


class Inner(BaseModel):
    number: int


class Outer(BaseModel):
    inners: list[Inner]
    name: str = ""

    @field_validator("name")
    @classmethod
    def _quiet(cls, name: str) -> str:
        if name.isupper():
            raise ValueError("do not shout")
        return name


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "inners: is missing"),
        ({"inners": [{}, {"number": None}]}, "inners.0.number: is missing; inners.1.number: is missing"),
        ({"inners": [], "name": "HEY"}, "name: do not shout (found 'HEY')"),
        ([], "as a whole: Input should be a valid dictionary or instance of Outer (found [])"),
    ],
)
def test_misfits_have_path_reason_and_value(values: object, expected: str) -> None:
    """Each is one phrase; what is absent or None is missing."""
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(values)
    assert expected == misfits(caught.value)


def test_long_values_and_many_misfits_are_cut() -> None:
    """A message stays readable, however much is wrong."""
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"inners": [{"number": "x" * 10_000}] * 100})
    words = misfits(caught.value)
    assert "…" in words
    assert words.endswith("and 92 more")
    assert 2000 > len(words)
