"""Initial and default.

A field with a default may be left out: the default is its answer. `Initial` fills a field in as well, but the field
stays required: somebody has looked at it. Both stand in the schema, under their names; a client shows either. Values
that are filled in for one person, by a link or from an earlier process, are an `initial` too.
"""

from typing import Annotated

from perdure.forms import FormPage, Initial, Integer


class Page(FormPage):
    name: Annotated[str, Initial("orders")]
    connections: Annotated[int, Integer(ge=1)] = 10


RIGHT = {"name": "orders"}
WRONG = [{}]
