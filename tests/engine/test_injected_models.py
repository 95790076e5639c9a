"""Subscriptions as parameters of steps: loaded fresh, in the class of their status, one object each."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest
from hand import Hand
from sample_product import Line, LineInactive
from sqlalchemy import event

from perdure import INITIAL, SubscriptionModel, step
from perdure.db.subscription_session import SubscriptionSession
from perdure.domain.errors import LifecycleError, NotFoundError, StateTypeError, StepDefinitionError
from perdure.domain.injection import Injection
from perdure.domain.store import bind_store


class Other(SubscriptionModel, is_base=True): ...


@pytest.fixture(autouse=True)
def session(idle: Hand) -> Iterator[SubscriptionSession]:
    """A session like that of a step, bound for the length of the test."""
    opened = SubscriptionSession(idle.database)
    with bind_store(opened):
        yield opened


def argument(annotation: Any, value: Any) -> Any:
    """What a parameter of this type is filled with."""

    def change(line) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 — set below

    change.__annotations__["line"] = annotation
    return Injection(change).arguments({"line": value})["line"]


def test_a_model_is_loaded_by_its_reference(idle: Hand) -> None:
    """A reference in State becomes the subscription as it is in the database now."""
    line_id = idle.line()
    idle.change_behind(line_id, 99)

    found = argument(Line, {"subscription_id": line_id, "version": 1})

    assert (Line, 99, 2) == (type(found), found.line.speed, found.version)


def test_a_model_is_loaded_by_a_bare_id(idle: Hand) -> None:
    """A form's field with the id of another subscription will do as well."""
    line_id = idle.line()

    assert line_id == str(argument(Line, line_id).subscription_id)


def test_the_base_class_takes_any_subscription(idle: Hand) -> None:
    """`SubscriptionModel` receives the subscription in the class of its product and status."""
    assert LineInactive is type(argument(SubscriptionModel, idle.line(status=INITIAL)))
    assert Line is type(argument(SubscriptionModel, idle.line()))


def test_a_list_keeps_its_order(idle: Hand) -> None:
    """`list[Line]` loads every one, in the order of State."""
    ids = [idle.line(label) for label in "cab"]
    references = [{"subscription_id": line_id, "version": 1} for line_id in ids]

    assert list("cab") == [line.line.label for line in argument(list[Line], references)]
    assert [] == argument(list[Line], [])


@pytest.mark.parametrize("annotation", [Line | None, list[Line] | None])
def test_an_optional_model_may_be_none(annotation: Any) -> None:
    """None in State is None in the step."""
    assert argument(annotation, None) is None


def test_an_optional_model_may_be_missing() -> None:
    """A key that is not there is None."""

    def change(line: Line | None) -> None: ...

    assert {"line": None} == Injection(change).arguments({})


def test_a_union_takes_what_one_of_its_classes_fits(idle: Hand) -> None:
    """Of a union the subscription has to be one; which one its status says."""
    assert Line is type(argument(Line | Other, idle.line()))
    assert Line is type(argument(list[Other | Line], [idle.line()])[0])


def test_annotated_models_are_models(idle: Hand) -> None:
    """Further annotations of a model do not matter."""
    assert Line is type(argument(Annotated[Line, "for people"], idle.line()))


def test_one_subscription_is_one_object(idle: Hand) -> None:
    """Two parameters and `from_subscription_id` give the same object, so that no change is lost."""
    line_id = idle.line()

    def change(line: Line, subscription: SubscriptionModel, lines: list[Line]) -> None: ...

    found = Injection(change).arguments({"line": line_id, "subscription": line_id, "lines": [line_id]})

    assert found["line"] is found["subscription"] is found["lines"][0]
    assert found["line"] is Line.from_subscription_id(line_id)


def test_a_subscription_is_loaded_by_one_statement(idle: Hand) -> None:
    """However often it is named."""
    line_id = idle.line()
    statements: list[str] = []
    event.listen(idle.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    argument(list[Line], [line_id, line_id])

    assert 1 == len(statements)


def test_a_status_that_the_class_is_not_for_is_named(idle: Hand) -> None:
    """The error has the status found, the class it makes, and the step to add."""
    line_id = idle.line(status=INITIAL)

    with pytest.raises(LifecycleError, match=r"is initial, which makes it a LineInactive.*Add set_status\("):
        argument(Line, line_id)


def test_a_union_that_nothing_of_fits_is_named(idle: Hand) -> None:
    """The error has the classes wanted, the class and the status found."""
    line_id = idle.line(status=INITIAL)

    with pytest.raises(StateTypeError, match=r"'line' as Line or Other.*a LineInactive \(status initial\)"):
        argument(Line | Other, line_id)


def test_a_subscription_that_is_not_there_is_named(idle: Hand) -> None:
    """The error has the id."""
    unknown = uuid4()

    with pytest.raises(NotFoundError, match=f"There is no subscription {unknown}"):
        argument(Line, {"subscription_id": str(unknown), "version": 1})


@pytest.mark.parametrize("value", ["abc", 5, {"id": "abc"}, None, ["abc"]])
def test_what_is_no_reference_is_named(idle: Hand, value: Any) -> None:
    """The error has step, key, class and the value found."""
    with pytest.raises(StateTypeError, match="step 'change' needs 'line' as Line, but State has"):
        argument(Line, value)


def test_a_list_must_be_one(idle: Hand) -> None:
    """One reference where several are wanted is an error, not a list of one."""
    with pytest.raises(StateTypeError, match="a list of subscriptions is needed"):
        argument(list[Line], idle.line())


@pytest.mark.parametrize("annotation", [dict[str, Line], tuple[Line, Line], Line | str])
def test_models_in_other_shapes_are_refused_at_import(annotation: Any) -> None:
    """What would not be loaded is a definition error, and not a copy of the reference."""

    def change(line) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 — set below

    change.__annotations__["line"] = annotation

    with pytest.raises(StepDefinitionError, match="subscriptions are loaded alone, optional"):
        step("Change")(change)


def test_an_id_may_be_a_uuid(idle: Hand) -> None:
    """A form's answer that is still a UUID object is an id too."""
    assert argument(Line, UUID(idle.line())).line.speed == 10


def test_an_edit_of_a_subscription_must_be_an_id() -> None:
    """What could not be loaded later is refused before it is written; the subscription itself is not looked for."""

    def change(line: Line, lines: list[Line]) -> None:
        del line, lines

    injection = Injection(change)
    injection.check("line", str(uuid4()))
    injection.check("lines", [{"subscription_id": str(uuid4())}])
    for name, value in {"line": 7, "lines": [str(uuid4()), "seven"]}.items():
        with pytest.raises(StateTypeError, match=f"needs '{name}' .*: no subscription id"):
            injection.check(name, value)
