"""Events as they happen."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from hand import Hand
from night import plugin
from served import served
from sqlalchemy import event as sqlalchemy_event

from perdure.api import app, event_feed
from perdure.api.event_feed import EventFeed
from perdure.db.events import record_event
from perdure.testing.waiting import eventually

__all__ = ["plugin"]  # the `idle` installation loads it

feeds: list[EventFeed] = []


class KnownFeed(EventFeed):
    """A feed that the tests can look into."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        feeds.append(self)


@pytest.fixture(scope="module")
def address(idle: Hand) -> Iterator[str]:
    """Where the API listens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "EventFeed", KnownFeed)
        with served(idle.settings) as url:
            yield f"{url}/api"


@contextmanager
def stream(address: str, after: int | None = None) -> Iterator[Iterator[tuple[int, dict[str, Any]]]]:
    """What a client hears, as ids and data; gives up after half a minute of silence."""
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    with (
        httpx2.Client(timeout=30, trust_env=False) as client,
        client.stream("GET", address, headers=headers) as response,
    ):
        assert 200 == response.status_code, response.read()
        yield ((int(sent.id), sent.json()) for sent in httpx2.EventSource(response))


def test_what_happens_is_told_in_order_and_once(idle: Hand, address: str) -> None:
    """From now on; whoever comes back with the last id that it heard gets what it missed, and then the rest."""
    before = idle.accept("nap")
    with stream(f"{address}/events") as heard:
        first = [idle.accept("nap") for _ in range(2)]
        told = list(islice(heard, 2))
    missed = idle.accept("nap")
    with stream(f"{address}/events", after=told[-1][0]) as heard:
        [again] = islice(heard, 1)
        last = idle.accept("nap")
        [live] = islice(heard, 1)

    everything = [*told, again, live]
    assert [*first, missed, last] == [UUID(data["process_id"]) for _, data in everything]
    assert str(before) not in str(everything)
    assert [data["id"] for _, data in everything] == sorted({number for number, _ in everything})
    assert {("process.accepted", "alice", "nap")} == {
        (data["kind"], data["actor"], data["data"]["workflow"]) for _, data in everything
    }


def test_a_process_is_told_of_alone_and_from_its_beginning(idle: Hand, address: str) -> None:
    """All of its events, those before the connection too, and none of others."""
    process_id = idle.accept("nap")
    idle.accept("nap")
    with stream(f"{address}/processes/{process_id}/events") as heard:
        [first] = islice(heard, 1)
        idle.abort(process_id)
        rest = list(islice(heard, 2))

    told = [first, *rest]
    assert {str(process_id)} == {data["process_id"] for _, data in told}
    assert ["process.accepted", "process.abort_decided", "process.aborted"] == [
        data["kind"] for _, data in told
    ]


def test_a_process_that_is_not_there_has_no_events(address: str) -> None:
    """404 and a problem document instead of a stream."""
    response = httpx2.get(f"{address}/processes/{uuid4()}/events", trust_env=False)

    assert (404, "not_found") == (response.status_code, response.json()["code"])


@pytest.mark.parametrize("unusable", ["x", "-1", "1.5", str(2**63)])
def test_a_last_event_id_that_is_none_of_ours_is_refused(address: str, unusable: str) -> None:
    """422 names the header."""
    response = httpx2.get(f"{address}/events", headers={"Last-Event-ID": unusable}, trust_env=False)

    assert 422 == response.status_code
    assert "header.last-event-id" in response.json()["detail"]


def test_an_open_connection_costs_nothing_of_its_own(idle: Hand, address: str) -> None:
    """Twenty clients hear the same event for the queries of one, and none is left when they have gone."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "event.kind" in statement and statement.startswith("SELECT"):
            asked.append(statement)

    [feed] = feeds
    engine = feed._database.engine
    with ExitStack() as open_:
        streams = [open_.enter_context(stream(f"{address}/events")) for _ in range(20)]
        eventually(lambda: feed._listeners == len(streams), what="all to listen")
        sqlalchemy_event.listen(engine, "before_cursor_execute", note)
        process_id = str(idle.accept("nap"))
        told = [next(heard)[1]["process_id"] for heard in streams]
        sqlalchemy_event.remove(engine, "before_cursor_execute", note)

    assert [process_id] * 20 == told
    assert len(asked) <= 2
    eventually(lambda: feed._listeners == 0, what="the last one to be gone")


def test_an_event_that_is_committed_late_is_not_passed_over(idle: Hand) -> None:
    """A later id is held back until the earlier one, whose transaction was still open, is there."""

    async def follow() -> list[str]:
        feed = EventFeed(idle.database)
        before = await feed.now()
        with idle.database.transaction() as slow:
            record_event(slow, "test.early", "alice")
            with idle.database.transaction() as quick:
                record_event(quick, "test.late", "alice")
            await feed._look()
            held_back = feed._until
        await feed._look()
        told = feed.follow(before)
        kinds = [(await anext(told)).kind, (await anext(told)).kind]
        await told.aclose()
        assert held_back <= before
        return kinds

    assert ["test.early", "test.late"] == asyncio.run(follow())


def test_whoever_is_far_behind_reads_from_the_database(idle: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """More has happened than the feed keeps in memory: all of it comes, in order, and then what is new."""
    monkeypatch.setattr(event_feed, "KEPT", 2)

    async def follow() -> tuple[list[UUID], list[UUID]]:
        feed = EventFeed(idle.database)
        before = await feed.now()
        accepted = [await asyncio.to_thread(idle.accept, "nap") for _ in range(5)]
        await feed._look()
        told = feed.follow(before)
        heard = [(await anext(told)).process_id for _ in accepted]
        accepted.append(await asyncio.to_thread(idle.accept, "nap"))
        await feed._look()
        heard.append((await anext(told)).process_id)
        await told.aclose()
        return accepted, heard

    accepted, heard = asyncio.run(follow())

    assert accepted == heard
