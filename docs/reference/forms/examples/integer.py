"""Integer.

A whole number, with bounds if you like. A number in text (`"7"`) is taken for the number; a boolean is not, other
than with pydantic alone.
"""

from typing import Annotated

from perdure.forms import FormPage, Integer


class Page(FormPage):
    connections: Annotated[int, Integer(ge=1, le=1000)] = 10


RIGHT = {"connections": "25"}
WRONG = [{"connections": 0}, {"connections": 1.5}, {"connections": True}, {"connections": "many"}]
