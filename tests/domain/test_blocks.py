"""Blocks that begin empty."""

from typing import Annotated

import pytest
from annotated_types import Len
from pydantic import Field

from perdure.domain.blocks import ProductBlockModel
from perdure.domain.errors import SubscriptionError


class PortBlock(ProductBlockModel, product_block_name="Port"):
    name: str | None = None


class SideBlock(ProductBlockModel, product_block_name="Side"):
    port: PortBlock
    note: str | None


class LinkBlock(ProductBlockModel, product_block_name="Link"):
    side: SideBlock
    spare: PortBlock | None
    ports: Annotated[list[PortBlock], Len(2, 8)]
    vlans: list[int]
    speed: int = 10
    tags: list[str] = Field(default_factory=lambda: ["new"])


class StrictBlock(ProductBlockModel, product_block_name="Strict"):
    serial: str


def test_what_is_not_given_is_empty() -> None:
    """Blocks are made, optional ones are None, lists hold as many empty blocks as they must, defaults stay."""
    link = LinkBlock.new()
    assert isinstance(link.side.port, PortBlock)
    assert (None, None, [], 10, ["new"]) == (link.side.note, link.spare, link.vlans, link.speed, link.tags)
    assert [None, None] == [port.name for port in link.ports]


def test_what_is_given_stays() -> None:
    """Values and blocks are taken as they are."""
    side = SideBlock.new(note="left")
    link = LinkBlock.new(side=side, speed=40, ports=[PortBlock(name="a"), PortBlock(name="b")])
    assert link.side is side
    assert (40, "a", "b") == (link.speed, *(port.name for port in link.ports))


def test_every_block_has_an_id_of_its_own() -> None:
    """No two blocks are one, in a tree or over trees."""
    links = [LinkBlock.new(), LinkBlock.new()]
    ids = [
        block.subscription_instance_id
        for link in links
        for block in (link, link.side, link.side.port, *link.ports)
    ]
    assert len(ids) == len(set(ids))


def test_what_cannot_be_empty_is_named() -> None:
    """A value without default and without an empty form is an error that names it."""
    with pytest.raises(SubscriptionError, match="StrictBlock cannot be made: serial: is missing"):
        StrictBlock.new()


def test_what_is_not_there_is_named() -> None:
    """A misspelt name is an error."""
    with pytest.raises(SubscriptionError, match="spede: Extra inputs are not permitted"):
        LinkBlock.new(spede=1)
