"""The buttons of a page."""

from typing import Any, ClassVar

import pytest

from perdure.forms import (
    Button,
    ButtonsConfig,
    FormDefinitionError,
    FormNotCompleteError,
    FormPage,
    SubmitFormPage,
    page_schema,
    post_form,
)


class Page(SubmitFormPage):
    name: str
    buttons: ButtonsConfig = ButtonsConfig(previous=Button(text="Back"), next=Button("Order", "danger"))


def test_meta() -> None:
    """Buttons go out in the page's meta, beside whether there is another page; not in the schema."""
    with pytest.raises(FormNotCompleteError) as raised:
        post_form(lambda: Page, {}, [])

    assert {
        "hasNext": False,
        "customButtons": {"previous": {"text": "Back"}, "next": {"text": "Order", "color": "danger"}},
    } == raised.value.meta
    assert {"name"} == set(page_schema(Page)["properties"])


def test_no_answer() -> None:
    """What is sent for buttons is dropped."""
    assert {"name": "x", "buttons": None} == post_form(lambda: Page, {}, [{"name": "x", "buttons": {"a": 1}}])


def declare(annotations: dict[str, Any], **members: Any) -> None:
    type("Page", (FormPage,), {"__annotations__": annotations, "__module__": __name__, **members})


CONFIG = ButtonsConfig(next=Button(text="Order"))


@pytest.mark.parametrize(
    ("annotations", "members", "found"),
    [
        ({"a": ButtonsConfig}, {}, "Page.a needs a ButtonsConfig"),
        ({"a": ButtonsConfig, "b": ButtonsConfig}, {"a": CONFIG, "b": CONFIG}, "more than once"),
        (
            {"a": ButtonsConfig, "meta__": ClassVar[Any]},
            {"a": CONFIG, "meta__": {"customButtons": {}}},
            "more than once",
        ),
    ],
)
def test_said_wrongly(annotations: dict[str, Any], members: dict[str, Any], found: str) -> None:
    """Buttons that are missing or said twice are refused when the page is declared."""
    with pytest.raises(FormDefinitionError, match=found):
        declare(annotations, **members)
