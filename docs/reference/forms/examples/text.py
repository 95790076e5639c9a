"""Text.

`str` takes any text. `Text` restricts it: by length, by a pattern, or by taking white space and capitals away before
it is looked at. The pattern is a regular expression that is looked for in the text; `^` and `$` make it fit all of
it.
"""

from typing import Annotated

from pydantic import Field

from perdure.forms import FormPage, Text


class Page(FormPage):
    name: Annotated[str, Text(min_length=2, max_length=63, pattern="^[a-z][a-z0-9_]*$")]
    remark: Annotated[str, Text(strip_whitespace=True)] = Field(
        "", title="Remark", description="For colleagues"
    )
    reference: str | None


RIGHT = {"name": "orders", "remark": "  as discussed ", "reference": None}
WRONG = [
    {"name": "Orders 2", "reference": None},
    {"name": "o", "reference": "x"},
    {"name": 7, "reference": "x"},
    {},
]
