"""Label.

A line of text among the questions. Like everything that is only shown, it is not asked: whatever is sent for it is
ignored. The answers hold its text.
"""

from perdure.forms import FormPage, Label


class Page(FormPage):
    heading: Label = "Where the link ends"
    node: str


RIGHT = {"node": "ams", "heading": "anything"}
WRONG = []
