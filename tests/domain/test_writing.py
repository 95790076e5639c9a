"""Values are written into a subscription by path, as far as they fit."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from perdure import ProductBlockModel, SubscriptionModel
from perdure.domain.errors import SubscriptionError
from perdure.domain.product import ProductModel
from perdure.domain.writing import write_values


class EndBlock(ProductBlockModel, product_block_name="Writing end"):
    mtu: int


class PipeBlock(ProductBlockModel, product_block_name="Writing pipe"):
    price: Decimal
    ends: list[EndBlock]


class Pipe(SubscriptionModel, is_base=True):
    pipe: PipeBlock


@pytest.fixture
def pipe() -> Pipe:
    """A pipe with two ends."""
    product = ProductModel(product_id=uuid4(), name="Pipe")
    block = PipeBlock(price=Decimal("1.5"), ends=[EndBlock(mtu=1500), EndBlock(mtu=1500)])
    return Pipe(product=product, customer_id="default", pipe=block)


def test_values_come_to_where_their_paths_lead(pipe: Pipe) -> None:
    """Into blocks, and into blocks in lists; JSON becomes what the field is."""
    write_values(pipe, {"pipe.price": "2.25", "pipe.ends.1.mtu": 9000})

    assert (Decimal("2.25"), [1500, 9000]) == (pipe.pipe.price, [end.mtu for end in pipe.pipe.ends])


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("pipe.colour", "red", "no field 'pipe.colour'"),
        ("pipe.ends.2.mtu", 1, "no field 'pipe.ends.2.mtu'"),
        ("pipe.price.real", 1, "no field 'pipe.price.real'"),
        ("status", "terminated", "no field 'status'"),
        ("customer_id", "other", "no field 'customer_id'"),
        ("pipe.price", "dear", "pipe.price cannot be 'dear'"),
        ("pipe.price", None, "pipe.price cannot be None"),
        ("pipe.subscription_instance_id", str(uuid4()), "no field"),
    ],
)
def test_what_does_not_fit_is_refused(pipe: Pipe, path: str, value: Any, said: str) -> None:
    """The message names the path; nothing is changed."""
    before = pipe.model_dump()

    with pytest.raises(SubscriptionError, match=said):
        write_values(pipe, {path: value})

    assert before == pipe.model_dump()
