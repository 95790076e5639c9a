"""The same forms under pydantic-forms and under ours: the same JSON, but for what the documentation says."""

import asyncio
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import moved_answers
import pydantic_forms.core
import pydantic_forms.core.asynchronous
import pytest
import structlog
from moved_answers import RIGHT, WRONG
from pydantic_forms.exception_handlers.fastapi import form_error_handler
from pydantic_forms.exceptions import FormException as TheirException

import perdure.forms
from perdure.forms import FormException, asynchronous, form_body

HERE = Path(__file__).parent
SOURCE = (HERE.parent / "support" / "moved_forms.py").read_text(encoding="utf-8")
TABLE = HERE.parents[1] / "docs" / "reference" / "forms" / "differences.md"

ABSENT = "absent"
Difference = tuple[tuple[Any, ...], Any, Any]


def loaded(name: str, source: str) -> ModuleType:
    module = sys.modules[name] = ModuleType(name)
    exec(compile(source, name, "exec"), module.__dict__)  # noqa: S102 — our own source, twice
    return module


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[ModuleType, ModuleType]]:
    """The module of forms as it is, and with its imports taken from ours."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with pytest.warns(DeprecationWarning, match="organisationId"):
        theirs = loaded("their_forms", SOURCE)
    ours = loaded(
        "our_forms", re.sub(r"from pydantic_forms[.\w]* import", "from perdure.forms import", SOURCE)
    )
    yield theirs, ours
    structlog.reset_defaults()


def their_end(walk: Callable[[], Any]) -> Any:
    """What pydantic-forms behind FastAPI would answer."""
    try:
        return {"result": walk()}
    except TheirException as error:
        response = asyncio.run(form_error_handler(None, error))  # type: ignore[arg-type]  # it reads no request
        return json.loads(response.body)
    except Exception as error:  # noqa: BLE001 — which FastAPI makes a 500 of
        return {"status": 500, "crash": type(error).__name__}


def our_end(walk: Callable[[], Any]) -> Any:
    try:
        return {"result": walk()}
    except FormException as error:
        return json.loads(json.dumps(form_body(error)))


def differences(theirs: Any, ours: Any, path: tuple[Any, ...] = ()) -> Iterator[Difference]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            yield from differences(theirs.get(key, ABSENT), ours.get(key, ABSENT), (*path, key))
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            yield from differences(one, other, (*path, index))
    elif theirs != ours or type(theirs) is not type(ours):
        yield path, theirs, ours


def page_differences(both: tuple[ModuleType, ModuleType], page: str, pages: list[Any]) -> list[Difference]:
    their_forms, our_forms = both
    theirs = their_end(
        lambda: pydantic_forms.core.post_form(their_forms.one_page(getattr(their_forms, page)), {}, pages)
    )
    ours = our_end(lambda: perdure.forms.post_form(our_forms.one_page(getattr(our_forms, page)), {}, pages))
    if theirs.get("status") != ours.get("status"):
        return [(("status",), theirs.get("status"), ours.get("status"))]
    return list(differences(theirs, ours))


EVERYWHERE = {
    ("detail",): "detail",
    ("page",): "page",
    ("meta",): "has-next",
    ("meta", "hasNext"): "has-next",
}
IN_ERRORS = {"msg": "words", "input": "no-echo", "ctx": "no-echo", "url": "no-echo"}
ON_PAGES = {
    ("SecretPage", ("form", "properties", "default", "default")): "secret-default",
    ("ShownPage", ("status",)): "display-only",
    ("ReadOnlyPage", ("status",)): "read-only",
    **{
        ("ReadOnlyPage", ("result", name)): "read-only-types"
        for name in ("number", "truth", "share", "nothing")
    },
    ("ObjectPage", ("validation_errors", 10, "type")): "contacts",
    ("ObjectPage", ("validation_errors", 10, "loc")): "contacts",
    ("TextPage", ("validation_errors",)): "unstorable",
    ("NumberPage", ("validation_errors",)): "finite",
}


def row(page: str, path: tuple[Any, ...]) -> str:
    """The row of the table that a difference belongs to."""
    if found := EVERYWHERE.get(path) or ON_PAGES.get((page, path)):
        return found
    if path[0] == "validation_errors" and path[-1] in IN_ERRORS:
        return IN_ERRORS[path[-1]]
    pytest.fail(f"{page} differs at {path}, and no row of the documentation says so")


def test_schemas(both: tuple[ModuleType, ModuleType]) -> None:
    """Every page has the same schema, but for the default of a secret."""
    found = [
        (page, path)
        for page in [*RIGHT, "SecretPage"]
        for path, _, _ in page_differences(both, page, [])
        if path[0] == "form"
    ]

    assert [("SecretPage", ("form", "properties", "default", "default"))] == found


@pytest.mark.parametrize("page", [page for page in RIGHT if page != "ReadOnlyPage"])
def test_results(both: tuple[ModuleType, ModuleType], page: str) -> None:
    """Right answers are accepted by both, and are the same JSON afterwards."""
    assert [] == page_differences(both, page, [RIGHT[page]])


@pytest.mark.parametrize(("page", "answers"), WRONG)
def test_errors(both: tuple[ModuleType, ModuleType], page: str, answers: dict[str, Any]) -> None:
    """Wrong answers are refused by both, at the same places for the same reasons, but for what has a row."""
    documented = {row(page, path) for path, _, _ in page_differences(both, page, [answers])}

    assert documented <= rows()


def test_fields_take_the_same_from_a_wizard(both: tuple[ModuleType, ModuleType]) -> None:
    """A form of two pages gives the same next page and the same result, with the state it began with."""
    their_forms, our_forms = both
    for pages in ([], [moved_answers.NODES], [moved_answers.NODES, {"port_a": "x"}]):
        theirs = their_end(lambda: pydantic_forms.core.post_form(their_forms.core_link, {"known": 1}, pages))  # noqa: B023
        ours = our_end(lambda: perdure.forms.post_form(our_forms.core_link, {"known": 1}, pages))  # noqa: B023

        assert {"detail", "page", "has-next"} >= {row("", path) for path, _, _ in differences(theirs, ours)}


def test_plain_models_and_async_forms(both: tuple[ModuleType, ModuleType]) -> None:
    """A page that is a plain model, and an async form, do the same under both."""
    their_forms, our_forms = both
    their_walk, our_walk = pydantic_forms.core.post_form, perdure.forms.post_form
    assert [] == list(
        differences(
            their_end(lambda: their_walk(their_forms.plain_model, {}, [{"name": "a"}])),
            our_end(lambda: our_walk(our_forms.plain_model, {}, [{"name": "a"}])),
        )
    )
    pages = [moved_answers.NODES]
    their_async = pydantic_forms.core.asynchronous.post_form(their_forms.asynchronous, {"known": 1}, pages)
    our_async = asynchronous.post_form(our_forms.asynchronous, {"known": 1}, pages)

    assert asyncio.run(their_async) == asyncio.run(our_async)


def rows() -> set[str]:
    """The ids in the table."""
    return set(re.findall(r"^\| `([a-z-]+)` \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE))


def protocol(both: tuple[ModuleType, ModuleType]) -> Iterator[str]:
    """The rows about the wizard itself, each found by trying."""
    their_forms, our_forms = both
    tries: list[tuple[str, str, list[Any], str]] = [
        ("too-many-pages", "core_link", [moved_answers.NODES, {}, {}], "en_US"),
        ("nothing-to-ask", "no_pages", [{}], "en_US"),
        ("no-page", "core_link", [None], "en_US"),
        ("locale", "core_link", [{}], "fr_FR"),
    ]
    for name, form, pages, locale in tries:
        theirs = their_end(
            lambda: pydantic_forms.core.post_form(getattr(their_forms, form), {}, pages, locale)  # noqa: B023
        )
        ours = our_end(lambda: perdure.forms.post_form(getattr(our_forms, form), {}, pages, locale))  # noqa: B023
        if theirs.get("status") == 500 and ours.get("status") in {None, 400, 422}:
            yield name
    unknown = "no such form"
    not_found = differences(
        their_end(lambda: pydantic_forms.core.start_form(unknown)),
        our_end(lambda: perdure.forms.start_form(unknown)),
    )
    if {("detail",), ("code",)} == {path for path, _, _ in not_found}:
        yield "not-found"
    many = {str(number): 1 for number in range(30)}
    if ("validation_errors",) in {path for path, _, _ in page_differences(both, "LastPage", [many])}:
        yield "too-many-errors"


def test_every_row_is_a_difference(both: tuple[ModuleType, ModuleType]) -> None:
    """What the documentation says to be different is different."""
    asked = [(page, []) for page in [*RIGHT, "SecretPage"]]
    answered = [*asked, *((page, [answers]) for page, answers in [*RIGHT.items(), *WRONG])]
    found = {
        row(page, path) for page, pages in answered for path, _, _ in page_differences(both, page, pages)
    }

    assert rows() == found | set(protocol(both))


def test_same_names() -> None:
    """Whatever pydantic-forms exports is here under the same name."""
    exported = {*pydantic_forms.core.__all__, *sys.modules["pydantic_forms.validators"].__all__}

    assert {"DisplayOnlyFieldType"} == exported - {*perdure.forms.__all__}
