"""Drift items: opened and closed by validations alone, answered by people."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hand import Hand
from sample_product import LINE, Line, real
from sqlalchemy import Row, select

from perdure import (
    Finding,
    InconclusiveError,
    Plugin,
    StepList,
    begin,
    check,
    reconcile_workflow,
    step,
    validate_workflow,
)
from perdure.activities import drift_answers
from perdure.db.drift_answers import set_owner, suppress
from perdure.db.drift_views import DriftFilter, list_drift
from perdure.db.paging import Slice
from perdure.db.processes import Accepted
from perdure.db.tables import event, validation
from perdure.domain.catalogue import Catalogue
from perdure.domain.errors import ConflictError, DefinitionError, RefusedError, UnprocessableError
from perdure.testing.waiting import eventually
from perdure.workflows.adopting import plugin as built_in

labels: dict[str, str] = {}
"""Labels that somebody has put up by hand, by that which is expected."""


@check("Speed", system="network", restore="retune_line")
def check_tuning(subscription: Line) -> list[Finding]:
    observed = real.get(subscription.line.label, subscription.line.speed)
    if isinstance(observed, Exception):
        raise observed
    adopt = {"line.speed": observed} if observed != 13 else {"line.speed": "thirteen"}
    return (
        []
        if observed == subscription.line.speed
        else [Finding("speed", subscription.line.speed, observed, adopt=adopt)]
    )


@check("Label", system="inventory")
def check_sign(subscription: Line) -> list[Finding]:
    observed = labels.get(subscription.line.label)
    return [Finding("label", subscription.line.label, observed)] if observed else []


@validate_workflow("Look at line", product=LINE)
def look_at_line() -> StepList:
    return begin >> check_tuning >> check_sign


@step("Tune")
def tune(subscription: Line) -> None:
    if real[subscription.line.label] != 66:  # which no tuning helps
        real[subscription.line.label] = subscription.line.speed


@reconcile_workflow("Retune line", product=LINE)
def retune_line() -> StepList:
    return begin >> tune


plugins = [built_in, Plugin("tuning", workflows=[look_at_line, retune_line])]


@pytest.fixture
def line(shared: Hand, request: pytest.FixtureRequest) -> str:
    """A line of this test's own, labelled with its id."""
    line = shared.line(request.node.name)
    real[request.node.name] = 40
    return line


def label_of(shared: Hand, line: str) -> str:
    return str(shared.subscription(line).line.label)


def look(shared: Hand, line: str) -> UUID:
    return shared.run("look_at_line", {"subscription_id": line})


def items(shared: Hand, line: str, **wanted: Any) -> list[Row[Any]]:
    with shared.database.reading() as connection:
        found = list_drift(
            connection, DriftFilter(subscription_id=UUID(line), **wanted), Slice(ascending=True)
        )
        return list(found.items)


def the_item(shared: Hand, line: str) -> Row[Any]:
    (item,) = items(shared, line)
    return item


def answer(shared: Hand, how: Any, item: Row[Any], *, actor: str = "carol") -> Accepted:
    accepted: Accepted = asyncio.run(
        how(shared.database, item.drift_item_id, actor=actor, reason="it was decided")
    )
    shared.tell(accepted.process_id)
    return accepted


def events(shared: Hand, line: str) -> list[tuple[str, str]]:
    query = select(event).where(event.c.subscription_id == UUID(line), event.c.kind.startswith("drift."))
    with shared.database.reading() as connection:
        return [(row.kind, row.actor) for row in connection.execute(query.order_by(event.c.event_id))]


def test_a_difference_has_a_life_of_its_own(shared: Hand, line: str) -> None:
    """Seen again it is the same; a run that cannot tell leaves it alone, one that can closes it; later it is new."""
    first, second = look(shared, line), look(shared, line)
    item = the_item(shared, line)
    assert ("open", "speed", "network", 10, 40, 2) == (
        *(item.state, item.path, item.system, item.expected, item.observed, item.times_seen),
    )
    assert (first, second) == (item.opened_by, item.seen_by)

    for trouble in (InconclusiveError("no answer"), KeyError("broken")):
        real[label_of(shared, line)] = trouble
        look(shared, line)
        assert ("open", 2) == (the_item(shared, line).state, the_item(shared, line).times_seen)

    real[label_of(shared, line)] = 10
    labels[label_of(shared, line)] = "mine"
    closing = look(shared, line)
    closed, other = items(shared, line)
    assert ("closed", "gone", closing) == (closed.state, closed.resolution, closed.closed_by)
    assert ("label", "open") == (other.path, other.state)

    real[label_of(shared, line)] = 41
    look(shared, line)
    assert ["closed", "open", "open"] == [item.state for item in items(shared, line)]
    told = ["opened", "closed", "opened", "opened"]
    assert [(f"drift.{what}", "alice") for what in told] == events(shared, line)


def test_a_validation_that_was_overtaken_says_nothing_about_drift(shared: Hand, line: str) -> None:
    """Its checks may have seen this or that version of the subscription; so its verdict is that it was superseded."""
    validating = shared.accept("look_at_line", {"subscription_id": line})
    shared.change_behind(line, 20)
    shared.tell(validating)
    shared.until(validating, "completed")

    assert [] == items(shared, line)
    with shared.database.reading() as connection:
        query = select(validation.c.verdict).where(validation.c.process_id == validating)
        assert "superseded" == connection.scalar(query)


def test_what_ends_has_no_drift_left(shared: Hand, line: str) -> None:
    """Its items are closed with it."""
    look(shared, line)
    ending = shared.run("end_line", {"subscription_id": line})

    item = the_item(shared, line)
    assert ("closed", "terminated", ending) == (item.state, item.resolution, item.closed_by)


def test_what_is_suppressed_comes_back(shared: Hand, line: str) -> None:
    """It does not count until the moment has come; being seen meanwhile changes nothing about that."""
    look(shared, line)
    item = the_item(shared, line)
    until = datetime.now(UTC) + timedelta(days=1)
    suppress(shared.database, item.drift_item_id, until, actor="carol", reason="works until tomorrow")
    look(shared, line)
    assert ("suppressed", "carol", "works until tomorrow", 2) == (
        *(the_item(shared, line).state, the_item(shared, line).answered_by),
        *(the_item(shared, line).reason, the_item(shared, line).times_seen),
    )

    soon = datetime.now(UTC) + timedelta(milliseconds=300)
    suppress(shared.database, item.drift_item_id, soon, actor="carol", reason="until just now")
    eventually(lambda: the_item(shared, line).state == "open", what="the item to come back")
    set_owner(shared.database, item.drift_item_id, "dave", actor="carol", reason=None)
    assert "dave" == the_item(shared, line).owner
    assert [("drift.suppressed", "carol"), ("drift.suppressed", "carol"), ("drift.owned", "carol")] == events(
        shared, line
    )[1:]


def test_restoring_is_believed_when_a_validation_has_seen_it(shared: Hand, line: str) -> None:
    """The author's workflow runs, by whoever decided so; the item is closed by the validation that follows."""
    look(shared, line)
    restoring = answer(shared, drift_answers.restore, the_item(shared, line)).process_id
    shared.until(restoring, "completed")
    assert ("retune_line", "carol") == (
        shared.process(restoring).workflow,
        shared.process(restoring).reporter,
    )
    assert ("restoring", restoring, "restore") == (
        *(the_item(shared, line).state, the_item(shared, line).process_id, the_item(shared, line).answer),
    )

    closing = look(shared, line)
    item = the_item(shared, line)
    assert ("closed", "restored", closing) == (item.state, item.resolution, item.closed_by)


def test_what_restoring_did_not_help_is_open_again(shared: Hand, line: str) -> None:
    """The next validation finds it still there."""
    real[label_of(shared, line)] = 66
    look(shared, line)
    shared.until(answer(shared, drift_answers.restore, the_item(shared, line)).process_id, "completed")
    look(shared, line)

    item = the_item(shared, line)
    assert ("open", "restore", 2) == (item.state, item.answer, item.times_seen)


def test_adopting_writes_what_was_observed(shared: Hand, line: str) -> None:
    """A process with the lock changes the model and closes the item; the next validation agrees."""
    look(shared, line)
    adopting = answer(shared, drift_answers.adopt, the_item(shared, line)).process_id
    shared.until(adopting, "completed")

    item = the_item(shared, line)
    assert ("closed", "adopted", adopting) == (item.state, item.resolution, item.closed_by)
    row = shared.process(adopting)
    assert ("adopt_drift", "modify", "carol") == (row.workflow, row.target, row.reporter)
    assert (40, 2, True) == (
        *(shared.subscription(line).line.speed, shared.subscription(line).version),
        shared.subscription(line).insync,
    )
    look(shared, line)
    assert [item.drift_item_id] == [each.drift_item_id for each in items(shared, line)]


@pytest.mark.parametrize("how", [drift_answers.restore, drift_answers.adopt])
def test_an_answer_that_was_aborted_is_none(shared: Hand, line: str, how: Any) -> None:
    """The item waits for an answer again; nothing was changed."""
    look(shared, line)
    accepted: Accepted = asyncio.run(
        how(shared.database, the_item(shared, line).drift_item_id, actor="carol", reason="in a hurry")
    )
    assert the_item(shared, line).state in {"restoring", "adopting"}
    shared.abort(accepted.process_id)
    shared.until(accepted.process_id, "aborted")

    assert "open" == the_item(shared, line).state
    assert (10, 1) == (shared.subscription(line).line.speed, shared.subscription(line).version)


def test_of_two_answers_at_once_one_is_taken(shared: Hand, line: str) -> None:
    """The other is told who was first, and no second process is left behind."""
    look(shared, line)
    item = the_item(shared, line)

    async def both() -> list[Any]:
        how = (drift_answers.restore, drift_answers.adopt)
        decided = [one(shared.database, item.drift_item_id, actor="carol", reason="now") for one in how]
        return await asyncio.gather(*decided, return_exceptions=True)

    taken, refused = sorted(asyncio.run(both()), key=lambda result: isinstance(result, Exception))
    assert isinstance(refused, ConflictError)
    assert taken.process_id == the_item(shared, line).process_id == shared.holder(line)
    with pytest.raises(ConflictError, match=str(taken.process_id)):
        answer(shared, drift_answers.restore, item)
    with pytest.raises(ConflictError, match=str(taken.process_id)):
        suppress(shared.database, item.drift_item_id, datetime.now(UTC), actor="dave", reason="late")
    shared.abort(taken.process_id)


def test_an_answer_that_cannot_be_is_refused_in_words(shared: Hand, line: str) -> None:
    """No adopting or restoring that the check has not named, none that does not fit, is late, or is already over."""
    label = label_of(shared, line)
    labels[label], real[label] = "mine", 13
    look(shared, line)
    speed, sign = sorted(items(shared, line), key=lambda item: item.path, reverse=True)

    with pytest.raises(UnprocessableError, match="'Label' does not say what it would mean to adopt 'label'"):
        answer(shared, drift_answers.adopt, sign)
    with pytest.raises(UnprocessableError, match="'Label' names no workflow"):
        answer(shared, drift_answers.restore, sign)
    with pytest.raises(
        UnprocessableError, match=r"'speed' cannot be adopted: line\.speed cannot be 'thirteen'"
    ):
        answer(shared, drift_answers.adopt, speed)
    shared.change_behind(line, 20)
    with pytest.raises(ConflictError, match=r"is at version 2, and 'speed' was seen when it was at 1"):
        answer(shared, drift_answers.adopt, speed)
    labels.clear()
    look(shared, line)
    with pytest.raises(ConflictError, match=r"'label' was closed at .* \(gone\)"):
        answer(shared, drift_answers.adopt, sign)
    with pytest.raises(RefusedError, match="Adopt drift answers a drift item"):
        shared.accept("adopt_drift", {"subscription_id": line})


def test_a_check_that_is_restored_by_nothing_startable_is_found_at_import() -> None:
    """No such workflow, one of another kind, one for other products: each is a definition that cannot work."""

    def with_restore(name: str) -> Plugin:
        @check("Tuning", system="network", key=f"tuning.{name}", restore=name)
        def checked(subscription: Line) -> None: ...

        @validate_workflow("Validate", product=LINE)
        def validating() -> StepList:
            return begin >> checked

        @reconcile_workflow("Elsewhere", product=())
        def elsewhere() -> StepList:
            return begin >> tune

        return Plugin("tuning", workflows=[validating, elsewhere])

    for name, said in (
        ("nothing", "no such workflow"),
        ("validating", "name a reconcile_workflow"),
        ("elsewhere", "not for Line"),
    ):
        with pytest.raises(DefinitionError, match=said):
            Catalogue().load(with_restore(name))


def test_nothing_is_adopted_while_a_change_is_unfinished(
    shared: Hand, request: pytest.FixtureRequest
) -> None:
    """It may be what makes the difference; restoring may start."""
    label = request.node.name
    line = shared.line(label, insync=False)
    real[label] = 40
    look(shared, line)

    with pytest.raises(RefusedError, match="a change of it is unfinished"):
        answer(shared, drift_answers.adopt, the_item(shared, line))
    assert "open" == the_item(shared, line).state
    shared.until(answer(shared, drift_answers.restore, the_item(shared, line)).process_id, "completed")
