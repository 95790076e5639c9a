"""Date and time with time zone."""

from datetime import UTC, datetime
from typing import Annotated, Any

import pytest

from perdure.forms import DateTime, FormPage, FormValidationError, form_errors, page_schema, post_form

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)


class Page(FormPage):
    moment: Annotated[datetime, DateTime(ge=BEGIN, le=END)]
    maybe: Annotated[datetime | None, DateTime()] = None


def test_schema() -> None:
    """Clients get the standard format, and the bounds."""
    assert {
        "type": "string",
        "format": "date-time",
        "formatMinimum": "2026-01-01T00:00:00+00:00",
        "formatMaximum": "2026-12-31T00:00:00+00:00",
        "title": "Moment",
    } == page_schema(Page)["properties"]["moment"]


@pytest.mark.parametrize(
    "sent", ["2026-02-28T13:30:00+01:00", "2026-02-28T12:30:00Z", "2026-02-28T07:30:00-05:00"]
)
def test_zones(sent: str) -> None:
    """A moment may be sent in any zone and is the same moment; its zone is kept."""
    page = Page.model_validate({"moment": sent})

    assert datetime(2026, 2, 28, 12, 30, tzinfo=UTC) == page.moment
    assert sent == page.answers()["moment"]


@pytest.mark.parametrize(
    ("sent", "kind", "msg"),
    [
        ("2026-02-28T13:30:00", "timezone_aware", "Add the time zone, such as 2026-02-28T13:30:00+01:00"),
        ("2025-12-31T23:59:59Z", "moment_too_early", "Enter 2026-01-01T00:00:00+00:00 or later"),
        ("2027-01-01T00:00:00Z", "moment_too_late", "Enter 2026-12-31T00:00:00+00:00 or earlier"),
        (1_780_000_000, "datetime_type", "Enter date and time, such as 2026-02-28T13:30:00+01:00"),
        (
            "28 February",
            "datetime_from_date_parsing",
            "Enter date and time, such as 2026-02-28T13:30:00+01:00",
        ),
    ],
)
def test_refused(sent: Any, kind: str, msg: str) -> None:
    """A moment without zone, out of bounds, or that is none is refused in words."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [{"moment": sent}])

    assert [(kind, msg)] == [(error.type, error.msg) for error in form_errors(raised.value)]
