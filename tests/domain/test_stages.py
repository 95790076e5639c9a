"""Which class stands for which status, and what is refused when classes are declared."""

from typing import Any

import pytest

from perdure.domain.blocks import ProductBlockModel
from perdure.domain.errors import DefinitionError
from perdure.domain.lifecycle import (
    ACTIVE,
    DISABLED,
    INITIAL,
    MIGRATING,
    PROVISIONING,
    TERMINATED,
    SubscriptionLifecycle,
)
from perdure.domain.subscription import SubscriptionModel


class BlockInactive(ProductBlockModel, product_block_name="Block"):
    name: str | None = None


class Block(BlockInactive, lifecycle=[ACTIVE]):
    name: str


class Inactive(SubscriptionModel, is_base=True):
    block: BlockInactive


class Provisioning(Inactive, lifecycle=[PROVISIONING]):
    block: BlockInactive


class Active(Provisioning, lifecycle=[ACTIVE]):
    block: Block


@pytest.mark.parametrize("model", [Inactive, Provisioning, Active])
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (INITIAL, Inactive),
        (PROVISIONING, Provisioning),
        (ACTIVE, Active),
        (MIGRATING, Active),
        (DISABLED, Active),
        (TERMINATED, Inactive),
    ],
)
def test_each_status_has_one_class(
    model: type[SubscriptionModel], status: SubscriptionLifecycle, expected: type[SubscriptionModel]
) -> None:
    """Every class of a family gives the same answer; without a claim it is the active one's or the base."""
    assert expected is model.class_for(status)


def test_a_claim_beats_the_fallback() -> None:
    """A class that says disabled is the one for disabled, not the active one."""

    class First(SubscriptionModel, is_base=True): ...

    class Second(First, lifecycle=[ACTIVE]): ...

    class Third(First, lifecycle=["disabled", TERMINATED]): ...

    found = [First.class_for(status) for status in (ACTIVE, MIGRATING, DISABLED, TERMINATED)]
    assert [Second, Second, Third, Third] == found


def test_families_do_not_mix() -> None:
    """Two bases below one abstract class have stages of their own."""

    class Shared(SubscriptionModel):
        pass

    class One(Shared, is_base=True): ...

    class Two(Shared, is_base=True): ...

    class TwoActive(Two, lifecycle=[ACTIVE]): ...

    assert (One, TwoActive) == (One.class_for(ACTIVE), Two.class_for(ACTIVE))


def test_a_block_s_name_is_its_family_s() -> None:
    """Later stages have the name that their base was declared with."""
    assert ("Block", "Block", "") == tuple(
        model.product_block_name for model in (BlockInactive, Block, ProductBlockModel)
    )


def test_two_classes_for_one_status_are_refused() -> None:
    """The second claim is an error that names both classes."""
    with pytest.raises(DefinitionError, match=r"Both Active and .*Other .* lifecycle active"):

        class Other(Inactive, lifecycle=[ACTIVE]):
            block: Block


@pytest.mark.parametrize("root", [SubscriptionModel, ProductBlockModel])
def test_a_stage_without_a_base_is_refused(root: type[Any]) -> None:
    """A lifecycle needs a base to be a stage of; the message says how one is declared."""
    with pytest.raises(DefinitionError, match=r"is_base=True \(subscriptions\) or product_block_name="):

        class Lost(root, lifecycle=[ACTIVE]): ...


def test_a_block_of_an_earlier_stage_is_refused() -> None:
    """An active subscription has active blocks, also in lists; the message names the class to use."""

    class Base(SubscriptionModel, is_base=True): ...

    with pytest.raises(DefinitionError, match=r"for active but its blocks is of BlockInactive;.* is Block"):

        class Wrong(Base, lifecycle=[ACTIVE]):
            blocks: list[BlockInactive] | None


def test_nested_blocks_are_checked_too() -> None:
    """Blocks in blocks follow the same rule."""

    class Outer(ProductBlockModel, product_block_name="Outer"): ...

    with pytest.raises(DefinitionError, match="for active but its inner is of BlockInactive"):

        class OuterActive(Outer, lifecycle=[ACTIVE]):
            inner: BlockInactive


@pytest.mark.parametrize("root", [SubscriptionModel, ProductBlockModel])
def test_an_unknown_class_keyword_is_refused(root: type[Any]) -> None:
    """A misspelt keyword is an error that names it, and those there are."""
    with pytest.raises(DefinitionError, match=r"class keywords are .* and lifecycle, not lifecycles"):

        class Wrong(root, lifecycles=[ACTIVE]): ...


def test_an_unknown_status_is_refused() -> None:
    """A lifecycle that is none is an error at the class."""
    with pytest.raises(ValueError, match="'retired' is not a valid SubscriptionLifecycle"):

        class Wrong(Inactive, lifecycle=["retired"]): ...
