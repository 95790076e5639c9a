"""Places on the grid."""

from typing import Annotated, Any

import pytest

from perdure.forms import FormPage, Layout, page_schema


class Page(FormPage):
    first: Annotated[str, Layout(span=6)]
    last: Annotated[str, Layout(span=6, start=7, new_row=True, row_span=2, align="end")]
    plain: Annotated[str, Layout()]


def test_schema() -> None:
    """Only what was said about the place goes out; a place without wishes is none."""
    properties = page_schema(Page)["properties"]

    assert {"span": 6} == properties["first"]["layout"]
    assert {"span": 6, "start": 7, "newRow": True, "rowSpan": 2, "align": "end"} == properties["last"][
        "layout"
    ]
    assert "layout" not in properties["plain"]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({"span": 13}, "span is 13"),
        ({"start": 0}, "start is 0"),
        ({"start": 7, "span": 7}, "lead to column 13"),
        ({"row_span": 0}, "row_span is 0"),
    ],
)
def test_off_the_grid(place: dict[str, Any], found: str) -> None:
    """A place that is not on the grid is refused, with what was found."""
    with pytest.raises(ValueError, match=found):
        Layout(**place)
