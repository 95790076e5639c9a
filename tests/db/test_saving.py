"""What becomes of changes: which are seen, how they are written, and who was first."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select

from perdure.db.engine import Database
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.db.tables import process, subscription, subscription_version
from perdure.domain.errors import ConflictError, SubscriptionError
from perdure.domain.lifecycle import ACTIVE, TERMINATED
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .links import CATALOGUE, Link, LinkInactive, PortBlock, PortBlockInactive


def test_loaded_and_left_alone_is_no_change(session: SubscriptionSession, link: UUID) -> None:
    """Reading, and setting what is there already, writes nothing."""
    found = LinkInactive.from_subscription_id(link)
    found.note = None
    found.link.ports = list(found.link.ports)
    assert [] == session.changes()


@pytest.mark.parametrize(
    "change",
    [
        lambda link: setattr(link, "note", "x"),
        lambda link: setattr(link, "insync", True),
        lambda link: setattr(link.link, "price", Decimal("1.0")),
        lambda link: setattr(link.link.ports[0], "name", "b"),
        lambda link: link.link.ports[0].vlans.append(7),
        lambda link: link.link.ports.append(PortBlockInactive(name="z")),
        lambda link: link.link.ports.clear(),
        lambda link: setattr(link.link, "backup", PortBlockInactive()),
    ],
    ids=["note", "insync", "more digits", "nested", "list", "append", "clear", "optional"],
)
def test_a_change_anywhere_is_seen_and_comes_back(
    step: Step, link: UUID, change: Callable[[LinkInactive], None]
) -> None:
    """However deep a change is, and though a list was changed in place, it is saved."""
    with step() as written:
        changed = LinkInactive.from_subscription_id(link)
        change(changed)
    assert [(link, 1, 2)] == [(one.subscription_id, one.from_version, one.to_version) for one in written]
    with step():
        found = LinkInactive.from_subscription_id(link)
        assert changed.model_dump(exclude={"version"}) == found.model_dump(exclude={"version"})


def test_saving_one_change_takes_two_statements(
    database: Database, session: SubscriptionSession, link: UUID, statements: list[str]
) -> None:
    """The current row and the version: nothing else is asked or written."""
    LinkInactive.from_subscription_id(link).note = "x"
    changes = session.changes()
    statements.clear()
    with database.transaction() as connection:
        write_changes(connection, changes)
    assert ["UPDATE", "INSERT"] == [statement.split()[0] for statement in statements]


def test_the_description_follows_every_save(step: Step, link: UUID) -> None:
    """`describe` is asked when something was changed, and the row has what it says."""
    with step():
        LinkInactive.from_subscription_id(link).link.ports[0].name = "b"
    with step():
        assert "Link b" == LinkInactive.from_subscription_id(link).description


def test_a_version_says_who_wrote_it(database: Database, step: Step, link: UUID) -> None:
    """Process, position and generation stand with the version, and the current row equals the last one."""
    process_id = new_process(database)
    with step(process_id=process_id, position="3/0", generation=2):
        LinkInactive.from_subscription_id(link).note = "x"
    shared = [column.name for column in subscription_version.c if column.name in subscription.c]
    shared.remove("created_at")
    with database.reading() as connection:
        version = subscription_version
        author = select(version.c["process_id", "position", "generation"]).where(version.c.version == 2)
        last = select(*version.c[tuple(shared)]).where(version.c.version == 2)
        assert (process_id, "3/0", 2) == connection.execute(author).one()
        assert (
            connection.execute(select(*subscription.c[tuple(shared)])).one() == connection.execute(last).one()
        )


def test_who_comes_second_is_told_who_was_first(database: Database, step: Step, link: UUID) -> None:
    """A change of an older version is refused with the process that was faster, and changes nothing."""
    process_id = new_process(database)
    with pytest.raises(ConflictError) as refused:
        overtaken(step, link, process_id=process_id, position="0", generation=1)
    message = (
        rf"version 1 and has been changed to version 2 by process {process_id} \(Modify link, .* alice\)"
    )
    assert refused.match(message)
    expected = {"subscription_id": str(link), "version": 2, "process_id": str(process_id)}
    assert expected == refused.value.members
    with step():
        found = LinkInactive.from_subscription_id(link)
        assert ("fast", 2) == (found.note, found.version)


def test_changes_are_written_in_one_order(step: Step, link: UUID) -> None:
    """Whatever a step loads first, rows are written by id, so two steps never wait for each other."""
    with step():
        ids = sorted([link, *(LinkInactive.new("Link 10G", "default").subscription_id for _ in range(2))])
    for order in (ids, ids[::-1]):
        with step() as written:
            for subscription_id in order:
                LinkInactive.from_subscription_id(subscription_id).insync ^= True
        assert ids == [one.subscription_id for one in written]


def test_a_row_says_when_it_was_changed(database: Database, step: Step, link: UUID) -> None:
    """The current row has the time of its last change beside the time when it began."""
    with step():
        LinkInactive.from_subscription_id(link).note = "x"
    times = subscription.c["created_at", "updated_at"]
    with database.reading() as connection:
        created, updated = connection.execute(select(*times)).one()
        written = connection.scalar(select(func.max(subscription_version.c.created_at)))
    assert created < updated <= written


def test_of_many_writers_at_once_one_wins(database: Database, link: UUID) -> None:
    """Of eight transactions that write one version together, one does and seven are conflicts."""
    barrier, outcomes = Barrier(8), []

    def write() -> None:
        session = SubscriptionSession(database, CATALOGUE.products)
        with bind_store(session):
            LinkInactive.from_subscription_id(link).note = "x"
        changes = session.changes()
        barrier.wait()
        try:
            with database.transaction() as connection:
                outcomes.append(write_changes(connection, changes))
        except ConflictError:
            outcomes.append([])

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [0] * 7 + [1] == sorted(map(len, outcomes))


def test_all_of_a_step_or_nothing(step: Step, database: Database, link: UUID) -> None:
    """When one of two changes is a conflict, the other is not written either."""
    with pytest.raises(ConflictError):
        overtaken(step, link)
    with database.reading() as connection:
        assert [link] == list(connection.scalars(select(subscription.c.subscription_id)))


def overtaken(step: Step, link: UUID, **author: Any) -> None:
    """Begin one subscription and change another, which meanwhile another step changes."""
    with step():
        LinkInactive.new("Link 10G", "default")
        LinkInactive.from_subscription_id(link).note = "slow"
        with step(**author):
            LinkInactive.from_subscription_id(link).note = "fast"


def test_what_got_past_the_validation_is_not_saved(session: SubscriptionSession, link: UUID) -> None:
    """A list takes anything, saving does not: the error has path and value."""
    found = LinkInactive.from_subscription_id(link)
    found.link.ports[0].vlans.append("many")  # type: ignore[arg-type]
    with pytest.raises(SubscriptionError, match=r"link\.ports\.0\.vlans\.0: .* \(found 'many'\)"):
        session.changes()


def test_what_would_come_back_different_is_not_saved(session: SubscriptionSession, link: UUID) -> None:
    """A value that pydantic would accept and turn into another one is named, not turned silently."""
    found = LinkInactive.from_subscription_id(link)
    found.link.ports[0].vlans.append("7")  # type: ignore[arg-type]
    with pytest.raises(SubscriptionError, match=r"vlans\.0 is '7' and would come back as 7"):
        session.changes()


def test_a_block_of_a_later_stage_may_stand_in(step: Step, link: UUID) -> None:
    """A later stage's block fits an earlier stage's field."""
    with step():
        LinkInactive.from_subscription_id(link).link.ports = [PortBlock(name="late")]
    with step():
        assert ["late"] == [port.name for port in LinkInactive.from_subscription_id(link).link.ports]


def test_a_block_with_more_than_its_field_has_is_not_cut(session: SubscriptionSession, link: UUID) -> None:
    """What the field's class has no place for is an error, not left out."""

    class MeteredPortBlock(PortBlock):
        transferred: int = 0

    LinkInactive.from_subscription_id(link).link.ports = [MeteredPortBlock(name="a")]
    with pytest.raises(SubscriptionError, match=r"link\.ports\.0\.transferred: Extra inputs"):
        session.changes()


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_postgresql_cannot_hold_is_named(
    session: SubscriptionSession, link: UUID, text: str
) -> None:
    """A NUL character and half a surrogate pair are errors before anything is written."""
    LinkInactive.from_subscription_id(link).note = text
    with pytest.raises(SubscriptionError, match="note holds a NUL or half a character"):
        session.changes()


def test_what_is_no_json_at_all_is_not_saved(session: SubscriptionSession, link: UUID) -> None:
    """Any object can get into a list; the error names its class."""
    LinkInactive.from_subscription_id(link).link.ports[0].vlans.append(object())  # type: ignore[arg-type]
    with pytest.raises(
        SubscriptionError, match=f"{link}: Unable to serialize unknown type: <class 'object'>"
    ):
        session.changes()


def test_versions_count_up(step: Step, database: Database, link: UUID) -> None:
    """Versions count up without a gap, whatever the steps do."""
    with step():
        active = SubscriptionModel.from_other_lifecycle(LinkInactive.from_subscription_id(link), ACTIVE)
        active.insync = True
    for note in "abc":
        with step():
            Link.from_subscription_id(link).note = note
    with step():
        SubscriptionModel.from_other_lifecycle(Link.from_subscription_id(link), TERMINATED)
    version = subscription_version
    with database.reading() as connection:
        rows = connection.execute(
            select(version.c["version", "status", "note"]).order_by(version.c.version)
        ).all()
    expected = [
        (1, "provisioning", None),
        (2, "active", None),
        (3, "active", "a"),
        (4, "active", "b"),
        (5, "active", "c"),
        (6, "terminated", "c"),
    ]
    assert expected == [tuple(row) for row in rows]


def new_process(database: Database) -> UUID:
    """Write a process that alice started."""
    process_id = uuid4()
    facts = {"workflow": "modify_link", "title": "Modify link", "target": "modify", "status": "running"}
    with database.transaction() as connection:
        connection.execute(
            insert(process).values(process_id=process_id, answers=[], plan=[], reporter="alice", **facts)
        )
    return process_id
