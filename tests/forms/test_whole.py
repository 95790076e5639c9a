"""A whole form at once: every page as data, and answers without pages."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field

from perdure.forms import (
    Choice,
    DropDown,
    FormGenerator,
    FormInputError,
    FormPage,
    FormValidationError,
    Label,
    Secret,
    SubmitFormPage,
    describe_form,
    post_form,
    spread_answers,
)


class Node(Choice):
    AMS = "ams"
    UTR = "utr"


class Where(FormPage):
    node: DropDown[Node]
    name: str


def what_page(where: Where) -> type[FormPage]:
    class Port(Choice, options={f"{where.node.value}-1": "1", f"{where.node.value}-2": "2"}):
        """Of that node."""

    class What(FormPage):
        heading: Label = "What"
        port: DropDown[Port]
        speed: int = 1000
        name: str = where.name
        secret: Secret = Field("", alias="accessKey")  # type: ignore[assignment]

    return What


class Sure(SubmitFormPage):
    sure: bool = True


def form() -> FormGenerator:
    where = yield Where
    what = yield what_page(where)
    yield Sure
    return where.answers() | what.answers()


WHERE = {"node": "ams", "name": "x"}


def test_nothing_answered() -> None:
    """Without answers there is the first page, unanswered."""
    described = describe_form(form, {})

    assert not described.complete
    [page] = described.pages
    assert (0, None, [], {"hasNext": True}) == (page.page, page.answers, page.errors, page.meta)
    assert ["node", "name"] == page.form["required"]


@pytest.mark.parametrize("answers", [[WHERE], WHERE])
def test_partly_answered(answers: Any) -> None:
    """Answers, by page or without pages, lead to the first page that needs one."""
    described = describe_form(form, {}, answers)
    first, second = described.pages

    assert WHERE == first.answers
    assert ["ams-1", "ams-2"] == second.form["$defs"]["Port"]["enum"]
    # The name, when it is not said for which page, is for both.
    assert (None if isinstance(answers, list) else {"name": "x"}) == second.answers
    assert bool(second.answers) == bool(second.errors)


def test_wrongly_answered() -> None:
    """A page whose answers do not fit has its errors, and is the last."""
    described = describe_form(form, {}, [WHERE, {"port": "utr-1", "accessKey": "s3cret"}, {}])
    page = described.pages[-1]

    assert (2, {"port": "utr-1"}) == (len(described.pages), page.answers)
    assert [(["port"], "Choose 'ams-1' or 'ams-2'")] == [(error.loc, error.msg) for error in page.errors]
    assert "s3cret" not in described.model_dump_json()


def test_in_another_language() -> None:
    """Errors speak the language that was asked for."""
    [page] = describe_form(form, {}, {"node": "?", "name": "x"}, locale="nl").pages

    assert ["Kies 'ams' of 'utr'"] == [error.msg for error in page.errors]


def test_pages_that_need_nothing() -> None:
    """A page whose fields all have defaults is passed, so that the whole form is seen."""
    described = describe_form(form, {}, WHERE | {"port": "ams-1"}, first_page=1)

    assert described.complete
    assert [1, 2, 3] == [page.page for page in described.pages]
    assert {} == described.pages[-1].answers


def test_every_schema_is_one() -> None:
    """Every page is a schema of draft 2020-12."""
    for page in describe_form(form, {}, WHERE | {"port": "ams-1"}).pages:
        Draft202012Validator.check_schema(page.form)


def test_no_form() -> None:
    """A form without pages is complete."""
    assert ([], True) == (describe_form(None, {}).pages, describe_form(dict, {}).complete)


def endless() -> FormGenerator:
    while True:
        yield Sure


def test_endless_form() -> None:
    """A form that never ends is described as far as anybody may fill it in."""
    described = describe_form(endless, {})

    assert (100, False) == (len(described.pages), described.complete)


FLAT = {"node": "ams", "name": "x", "port": "ams-2", "accessKey": "s3cret"}


def test_spread() -> None:
    """Answers without pages become the pages that the form takes; where two ask for a name, both get it."""
    pages = spread_answers(form, {}, FLAT)

    assert [WHERE, {"name": "x", "port": "ams-2", "accessKey": "s3cret"}, {}] == pages
    assert "ams-2" == post_form(form, {}, pages)["port"]


def test_spread_of_too_few() -> None:
    """A page whose answers are not all there says what is missing, with its index."""
    with pytest.raises(FormValidationError) as raised:
        spread_answers(form, {}, {"node": "ams", "name": "x"})

    assert (1, [["port"]]) == (raised.value.page, [error.loc for error in raised.value.errors])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"sped": 1}, r"No page asks for 'sped'\. Did you mean 'speed'\?"),
        (
            {"zzzzzz": 1},
            r"No page asks for 'zzzzzz'\. Asked is for accessKey, heading, name, node, port, speed, sure\.",
        ),
    ],
)
def test_spread_of_too_many(more: dict[str, Any], said: str) -> None:
    """An answer that no page asks for is named, with what was meant or could have been."""
    with pytest.raises(FormInputError, match=said):
        spread_answers(form, {}, FLAT | more)


@pytest.mark.parametrize(
    ("answers", "found"),
    [("x", "not a string"), (None, "not null"), (7, "not a number"), ([7], "Page 1 is a number")],
)
def test_no_answers_at_all(answers: Any, found: str) -> None:
    """Answers that are neither an object nor a list of pages are refused in a sentence."""
    with pytest.raises(FormInputError, match=found):
        describe_form(form, {}, answers)
    with pytest.raises(FormInputError):
        spread_answers(form, {}, answers)


def test_prefilled() -> None:
    """A page without answers shows what it would take as its initial values; one with answers shows those."""
    first, second = describe_form(form, {}, [WHERE], prefill={"name": "y", "node": "utr", "port": "?"}).pages

    assert "initial" not in first.form["properties"]["name"]
    assert {"name": "y"} == {
        name: field["initial"] for name, field in second.form["properties"].items() if "initial" in field
    }
