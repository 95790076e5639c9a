"""What is saved comes back: every type, alone and in lists, in order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, Field

from perdure.db.customers import ensure_default_customer
from perdure.db.engine import Database
from perdure.db.products import mirror_products
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.blocks import ProductBlockModel
from perdure.domain.catalogue import Catalogue, Plugin
from perdure.domain.difference import difference
from perdure.domain.product import Product
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Rank(IntEnum):
    FIRST = 1
    SECOND = 2


class Side(Enum):
    LEFT = "left"
    RIGHT = 2


class InnerBlock(ProductBlockModel, product_block_name="Inner"):
    number: int
    price: Decimal | None


class ManyBlock(ProductBlockModel, product_block_name="Many"):
    integer: int | None = None
    boolean: bool | None = None
    decimal: Decimal | None = None
    text: str | None = None
    day: date | None = None
    moment: AwareDatetime | None = None
    duration: timedelta | None = None
    identity: UUID | None = None
    colour: Colour | None = None
    rank: Rank | None = None
    side: Side | None = None
    address4: IPv4Address | None = None
    address6: IPv6Address | None = None
    network4: IPv4Network | None = None
    network6: IPv6Network | None = None
    address: IPv4Address | IPv6Address | None = None
    block: InnerBlock | None = None

    integers: list[int] = Field(default_factory=list)
    booleans: list[bool] = Field(default_factory=list)
    decimals: list[Decimal] = Field(default_factory=list)
    texts: list[str] = Field(default_factory=list)
    days: list[date] = Field(default_factory=list)
    moments: list[AwareDatetime] = Field(default_factory=list)
    durations: list[timedelta] = Field(default_factory=list)
    identities: list[UUID] = Field(default_factory=list)
    colours: list[Colour] = Field(default_factory=list)
    ranks: list[Rank] = Field(default_factory=list)
    sides: list[Side] = Field(default_factory=list)
    addresses4: list[IPv4Address] = Field(default_factory=list)
    addresses6: list[IPv6Address] = Field(default_factory=list)
    networks4: list[IPv4Network] = Field(default_factory=list)
    networks6: list[IPv6Network] = Field(default_factory=list)
    addresses: list[IPv4Address | IPv6Address] = Field(default_factory=list)
    blocks: list[InnerBlock] = Field(default_factory=list)
    optionals: list[int | None] = Field(default_factory=list)
    rows: list[list[Decimal]] = Field(default_factory=list)
    named: dict[str, Decimal] = Field(default_factory=dict)


class ManySubscription(SubscriptionModel, is_base=True):
    speed: Decimal
    colour: Colour
    many: ManyBlock


CATALOGUE = Catalogue()
MANY = Product("Many", ManySubscription, fixed_inputs={"speed": "1.50", "colour": "blue"})
CATALOGUE.load(Plugin("many", products=[MANY]))

# PostgreSQL holds every text but the NUL character, and UTF-8 every character but the halves of a surrogate pair.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
NETWORKS4 = st.builds(
    lambda *parts: IPv4Network(parts, strict=False), st.ip_addresses(v=4), st.integers(0, 32)
)
NETWORKS6 = st.builds(
    lambda *parts: IPv6Network(parts, strict=False), st.ip_addresses(v=6), st.integers(0, 128)
)
BLOCKS = st.builds(InnerBlock, number=st.integers(), price=st.none() | DECIMALS)
VALUES: dict[str, tuple[str, st.SearchStrategy[Any]]] = {
    "integer": ("integers", st.integers()),
    "boolean": ("booleans", st.booleans()),
    "decimal": ("decimals", DECIMALS),
    "text": ("texts", TEXTS),
    "day": ("days", st.dates()),
    "moment": ("moments", st.datetimes(timezones=st.timezones())),
    "duration": ("durations", st.timedeltas()),
    "identity": ("identities", st.uuids()),
    "colour": ("colours", st.sampled_from(Colour)),
    "rank": ("ranks", st.sampled_from(Rank)),
    "side": ("sides", st.sampled_from(Side)),
    "address4": ("addresses4", st.ip_addresses(v=4)),
    "address6": ("addresses6", st.ip_addresses(v=6)),
    "network4": (
        "networks4",
        st.ip_addresses(v=4).map(lambda address: IPv4Network((address, 12), strict=False)),
    ),
    "network6": (
        "networks6",
        st.ip_addresses(v=6).map(lambda address: IPv6Network((address, 64), strict=False)),
    ),
    "address": ("addresses", st.ip_addresses()),
    "block": ("blocks", BLOCKS),
}
SHAPES: dict[str, st.SearchStrategy[Any]] = {
    **{name: strategy for name, (_, strategy) in VALUES.items()},
    **{names: st.lists(strategy, max_size=5) for names, strategy in VALUES.values()},
    "optionals": st.lists(st.none() | st.integers(), max_size=5),
    "rows": st.lists(st.lists(DECIMALS, max_size=3), max_size=3),
    "named": st.dictionaries(TEXTS, DECIMALS, max_size=3),
}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the product of many types."""
    opened = Database(database_url)
    mirror_products(opened, CATALOGUE)
    ensure_default_customer(opened)
    yield opened
    opened.close()


def round_trip(database: Database, **values: Any) -> tuple[ManySubscription, ManySubscription]:
    """Save a subscription with these values in its block, and load it."""
    session = SubscriptionSession(database, CATALOGUE.products)
    with bind_store(session):
        saved = ManySubscription.new("Many", "default", many=ManyBlock(**values))
    with database.transaction() as connection:
        write_changes(connection, session.changes())
    session = SubscriptionSession(database, CATALOGUE.products)
    with bind_store(session):
        loaded = ManySubscription.from_subscription_id(saved.subscription_id)
    assert [] == session.changes()
    return saved, loaded


@given(values=st.fixed_dictionaries({}, optional=SHAPES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_type_survives(database: Database, values: dict[str, Any]) -> None:
    """A value of each type, alone and in a list, comes back equal, of its type, in its place."""
    saved, loaded = round_trip(database, **values)
    assert [] == difference(saved.many.model_dump(), loaded.many.model_dump())
    assert [] == difference(plain(values), plain({name: getattr(loaded.many, name) for name in values}))


AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("integer", 2**200),
        ("boolean", False),
        ("decimal", Decimal("1.50")),
        ("decimal", Decimal("-0.00")),
        ("decimal", Decimal("1E+400")),
        ("decimal", Decimal("0.1") + Decimal("1E-60")),
        ("text", "null"),
        ("text", "\U0001f9ed e\u0301 \\u0000 \u2028"),
        ("day", date.min),
        ("moment", datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=1)),
        ("moment", datetime(1930, 1, 1, 12, tzinfo=AMSTERDAM)),
        ("moments", [datetime(1, 1, 1, tzinfo=AMSTERDAM), datetime(1930, 1, 1, tzinfo=UTC)]),
        ("moment", datetime.max.replace(tzinfo=UTC)),
        ("duration", timedelta(microseconds=-1)),
        ("duration", timedelta.max),
        ("duration", timedelta.min),
        ("network4", IPv4Network("0.0.0.0/0")),
        ("address6", IPv6Address("fe80::1%eth0")),
        ("address", IPv4Address("10.0.0.1")),
        ("colours", [Colour.RED, Colour.BLUE, Colour.RED]),
        ("side", Side.RIGHT),
        ("texts", ["b", "a", "", "b"]),
        ("booleans", [True, False, True]),
        ("optionals", [None, 0, None, 1]),
        ("rows", [[Decimal("2.0"), Decimal(1)], []]),
        ("named", {"b": Decimal("1.0"), "a": Decimal(2), "": Decimal("3.10")}),
        ("blocks", []),
    ],
)
def test_the_awkward_ones_survive(database: Database, name: str, value: Any) -> None:
    """Limits, empty things, order, digits after the point, and times when clocks were odd."""
    _, loaded = round_trip(database, **{name: value})
    assert [] == difference(value, getattr(loaded.many, name))


def test_decimals_keep_their_digits(database: Database) -> None:
    """1.50 stays 1.50, which equals 1.5 and is not the same price tag."""
    _, loaded = round_trip(database, decimals=[Decimal("1.50"), Decimal("1.5"), Decimal("1E+3")])
    assert ["1.50", "1.5", "1E+3"] == [str(found) for found in loaded.many.decimals]


def test_offsets_stay(database: Database) -> None:
    """A time keeps its offset, not only its moment."""
    _, loaded = round_trip(database, moment=datetime(2026, 7, 1, 12, tzinfo=AMSTERDAM))
    assert "2026-07-01T12:00:00+02:00" == str(loaded.many.moment and loaded.many.moment.isoformat())


def test_nested_blocks_keep_their_identity(database: Database) -> None:
    """Blocks come back with the ids they had, in their order."""
    blocks = [InnerBlock(number=number, price=None) for number in (3, 1, 2)]
    _, loaded = round_trip(database, blocks=blocks, block=blocks[0])
    assert [block.subscription_instance_id for block in blocks] == [
        block.subscription_instance_id for block in loaded.many.blocks
    ]
    assert [3, 1, 2] == [block.number for block in loaded.many.blocks]
    assert blocks[0] == loaded.many.block


def test_fixed_inputs_have_the_types_of_the_model(database: Database) -> None:
    """What the product says in text is a decimal and an enum on the subscription, before and after."""
    for subscription in round_trip(database):
        assert ("1.50", Colour.BLUE) == (str(subscription.speed), subscription.colour)


def plain(value: Any) -> Any:
    """Turn blocks into dictionaries, which `difference` looks into."""
    match value:
        case ProductBlockModel():
            return value.model_dump()
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
    return value
