"""Where a field is on the page, for clients that lay pages out in columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from annotated_types import GroupedMetadata
from pydantic import Field

GRID_COLUMNS: Final = 12


@dataclass(frozen=True)
class Layout(GroupedMetadata):
    """A place on a grid of 12 columns, as in `first_name: Annotated[str, Layout(span=6)]`.

    Args:
        span: How many columns wide; all of them when left out.
        start: Column (1-12) to begin in.
        new_row: Begin a new row, even if there is space left.
        row_span: How many rows high; the fields after it stand beside it.
        align: Where it is in its row, from top to bottom.

    Raises:
        ValueError: The place is not on the grid.
    """

    span: int | None = None
    start: int | None = None
    new_row: bool = False
    row_span: int | None = None
    align: Literal["start", "center", "end", "stretch"] | None = None

    def __post_init__(self) -> None:
        for name, column in (("span", self.span), ("start", self.start)):
            if column is not None and not 1 <= column <= GRID_COLUMNS:
                raise ValueError(f"{name} is {column}; it has to be between 1 and {GRID_COLUMNS}")
        last = (self.start or 1) + (self.span or 1) - 1
        if last > GRID_COLUMNS:
            raise ValueError(
                f"start and span lead to column {last}; there are {GRID_COLUMNS}; make one of them smaller"
            )
        if self.row_span is not None and self.row_span < 1:
            raise ValueError(f"row_span is {self.row_span}; it has to be at least 1")

    def __iter__(self) -> Iterator[object]:
        layout: dict[str, Any] = {
            "span": self.span,
            "start": self.start,
            "newRow": self.new_row,
            "rowSpan": self.row_span,
            "align": self.align,
        }
        said = {name: value for name, value in layout.items() if value}
        if said:
            yield Field(json_schema_extra={"layout": said})
