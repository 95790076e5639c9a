"""People to get in touch with."""

from uuid import UUID

import pytest

from perdure.forms import (
    ContactPerson,
    FormPage,
    FormValidationError,
    contact_person_list,
    form_errors,
    page_schema,
    post_form,
)

ID = UUID("866525c8-a868-49bc-b006-1a60e492631e")
ANN = {"name": "Ann", "email": "ann@example.org", "phone": ""}


class Page(FormPage):
    first: ContactPerson
    others: contact_person_list(ID, "customer", max_items=2)  # type: ignore[valid-type]


def test_empty_entries_do_not_count() -> None:
    """Entries that were added and left empty are dropped before they are counted."""
    others = [{}, ANN, None, {"name": "", "email": ""}]

    assert {"first": ANN, "others": [ANN]} == post_form(lambda: Page, {}, [{"first": ANN, "others": others}])


def test_addresses() -> None:
    """A wrong e-mail address is refused at its place, with an example."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [{"first": ANN, "others": [ANN, ANN | {"email": "ann@"}]}])

    assert [(["others", 1, "email"], "Enter an e-mail address, such as name@example.org")] == [
        (error.loc, error.msg) for error in form_errors(raised.value)
    ]


def test_hints() -> None:
    """Clients learn whose people they may propose."""
    schema = page_schema(Page)["properties"]["others"]

    assert (str(ID), "customer") == (schema["organisationId"], schema["organisationKey"])
