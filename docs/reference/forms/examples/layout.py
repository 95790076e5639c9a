"""Layout.

A field's place on a grid of twelve columns, for clients that lay pages out in columns. Without one, a field is as
wide as the page.
"""

from typing import Annotated

from perdure.forms import FormPage, Layout


class Page(FormPage):
    street: Annotated[str, Layout(span=8)]
    number: Annotated[int, Layout(span=4, align="end")]
    city: Annotated[str, Layout(new_row=True, start=3, span=10)]


RIGHT = {"street": "Science Park", "number": 140, "city": "Amsterdam"}
WRONG = []
