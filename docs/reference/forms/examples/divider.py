"""Divider.

A line across the page.
"""

from perdure.forms import Divider, FormPage


class Page(FormPage):
    node: str
    line: Divider
    port: str


RIGHT = {"node": "ams", "port": "eth0"}
WRONG = []
