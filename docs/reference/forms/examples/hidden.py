"""Hidden.

A value that goes along unseen. It is the page's own: what a client sends for it is ignored.
"""

from perdure.forms import FormPage, Hidden


class Page(FormPage):
    source: Hidden = "crm"
    name: str


RIGHT = {"name": "orders", "source": "somewhere else"}
WRONG = []
