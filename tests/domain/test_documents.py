"""What a stored document says of references and kinds."""

from uuid import UUID, uuid4

import pytest

from perdure.domain.blocks import ProductBlockModel
from perdure.domain.documents import Reference, StoredForm, own_blocks_in, references_in
from perdure.domain.errors import DefinitionError
from perdure.domain.product import ProductModel
from perdure.domain.snapshot import restore, snapshot
from perdure.domain.subscription import SubscriptionModel

A, B = str(UUID(int=1)), str(UUID(int=2))
PRODUCT = ProductModel(product_id=uuid4(), name="Cable")


class PlugBlock(ProductBlockModel, product_block_name="Plug"):
    name: str = ""


class SocketBlock(ProductBlockModel, product_block_name="Socket"):
    name: str = ""


class CableBlock(ProductBlockModel, product_block_name="Cable"):
    end: PlugBlock | SocketBlock
    spare: SocketBlock | PlugBlock | None = None
    others: list[PlugBlock | SocketBlock]


class Cable(SubscriptionModel, is_base=True):
    cable: CableBlock


def test_references_have_paths_and_blocks_of_ones_own_are_none() -> None:
    """What has two ids and nothing else is a reference; other blocks, however deep, are own ones."""
    document = {
        "link": {"subscription_instance_id": A, "ports": [{"$ref": B, "subscription_instance_id": B}], "x": 1}
    }
    assert {"link.ports.0": Reference(UUID(B), UUID(B))} == references_in(document)
    assert {UUID(A)} == own_blocks_in(document)


@pytest.mark.parametrize(
    "value", [{"$ref": "#/definitions/port"}, {"$ref": B}, {"subscription_instance_id": 7}, [None, "x"]]
)
def test_an_authors_own_data_are_no_references(value: object) -> None:
    """A JSON Schema in a dictionary says `$ref` too; it is neither a reference nor a block."""
    document = {"link": {"schema": value}}
    assert ({}, frozenset()) == (references_in(document), own_blocks_in(document))


@pytest.mark.parametrize("kind", [PlugBlock, SocketBlock])
def test_a_block_of_several_possible_kinds_stays_what_it_is(kind: type[PlugBlock | SocketBlock]) -> None:
    """Alone, optional and in a list, two kinds of one shape are told apart by the name in the document."""
    cable = CableBlock(
        end=kind(name="a"), spare=kind(name="b"), others=[PlugBlock(), kind(name="c"), SocketBlock()]
    )
    made = Cable(product=PRODUCT, customer_id="c", cable=cable)
    stored = snapshot(made)
    assert kind.product_block_name == stored.document["cable"]["end"]["$block"]
    again = restore(Cable, stored, subscription_id=made.subscription_id, product=PRODUCT, version=0)
    assert made == again
    kinds = [kind, kind, PlugBlock, kind, SocketBlock]
    assert kinds == [type(block) for block in (again.cable.end, again.cable.spare, *again.cable.others)]


def test_a_name_is_stored_only_where_it_matters() -> None:
    """Where one kind is possible the document does not name it, and dumps for people name none at all."""
    made = Cable(product=PRODUCT, customer_id="c", cable=CableBlock(end=PlugBlock(), others=[]))
    assert "$block" not in snapshot(made).document["cable"]
    assert "$block" not in made.model_dump()["cable"]["end"]


def test_a_block_that_is_nobodys_is_written_whole() -> None:
    """Only a block that has another owner becomes a reference."""
    plug = PlugBlock(name="a")
    form = StoredForm(UUID(A))
    assert "a" == plug.model_dump(context=form)["name"]
    plug.belongs_to(UUID(B))
    assert {"$ref": B, "subscription_instance_id": str(plug.subscription_instance_id)} == plug.model_dump(
        context=form
    )


def test_kinds_without_names_cannot_be_told_apart() -> None:
    """A field for several kinds is refused when two of them have the same name, or none."""

    class OtherPlugBlock(ProductBlockModel, product_block_name="Plug"):
        name: str = ""

    with pytest.raises(
        DefinitionError, match=r"TangleBlock\.end takes PlugBlock or .*OtherPlugBlock; give each"
    ):

        class TangleBlock(ProductBlockModel, product_block_name="Tangle"):
            end: PlugBlock | OtherPlugBlock


def test_an_empty_block_of_several_kinds_is_not_made() -> None:
    """`new` fills in what is clear; which of two kinds is meant is not."""
    with pytest.raises(Exception, match="end: is missing"):
        CableBlock.new()
    assert [] == CableBlock.new(end=PlugBlock()).others
