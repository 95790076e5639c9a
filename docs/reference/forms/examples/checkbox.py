"""Checkbox.

A `bool`: ticked or not. Without a default it has to be answered, so a client can show “yes” and “no” with neither of
them chosen. For a confirmation that has to be given, see [`Accept`](accept.md).
"""

from perdure.forms import FormPage


class Page(FormPage):
    managed: bool
    notify: bool = True


RIGHT = {"managed": False}
WRONG = [{"managed": "perhaps"}, {}]
