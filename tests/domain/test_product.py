"""Products and their fixed inputs."""

from enum import StrEnum
from typing import Any

import pytest
from pydantic import Field

from perdure.domain.blocks import ProductBlockModel
from perdure.domain.errors import DefinitionError
from perdure.domain.product import Product
from perdure.domain.subscription import SubscriptionModel


class Medium(StrEnum):
    FIBRE = "fibre"


class MemoBlock(ProductBlockModel, product_block_name="Memo"): ...


class Model(SubscriptionModel, is_base=True):
    speed: int = Field(ge=1)
    medium: Medium = Medium.FIBRE
    memo: MemoBlock


def test_fixed_inputs_have_the_model_s_types() -> None:
    """Values are cast once, where the product is declared."""
    assert {"speed": 10, "medium": Medium.FIBRE} == Product(
        "P", Model, {"speed": "10", "medium": "fibre"}
    ).fixed_inputs


@pytest.mark.parametrize(
    ("fixed_inputs", "message"),
    [
        ({}, "Product 'P' has other fixed inputs than Model, which wants medium, speed: speed: is missing"),
        ({"speed": 1, "sped": 2}, "sped: Extra inputs"),
        ({"speed": 1, "memo": 2}, "memo: Extra inputs"),
        ({"speed": 1, "note": "x"}, "note: Extra inputs"),
        ({"speed": "fast"}, r"speed: Input should be a valid integer.* \(found 'fast'\)"),
        ({"speed": 0}, "speed: Input should be greater than or equal to 1"),
    ],
)
def test_fixed_inputs_that_do_not_fit_are_refused(fixed_inputs: dict[str, Any], message: str) -> None:
    """Missing, misspelt, a block's name, a base field's name, a wrong value: an error at the declaration."""
    with pytest.raises(DefinitionError, match=message):
        Product("P", Model, fixed_inputs)


def test_products_do_not_change() -> None:
    """Neither the product nor its fixed inputs can be changed afterwards, nor by the dictionary they came from."""
    given = {"speed": 10}
    product = Product("P", Model, given)
    given["speed"] = 20
    assert 10 == product.fixed_inputs["speed"]
    with pytest.raises(TypeError):
        product.fixed_inputs["speed"] = 20  # type: ignore[index]
    with pytest.raises(AttributeError):
        product.name = "Q"  # type: ignore[misc]
