"""Long text.

Text of many lines. Clients show a box instead of a line.
"""

from typing import Annotated

from perdure.forms import FormPage, LongText, Text


class Page(FormPage):
    reason: LongText
    summary: Annotated[LongText, Text(max_length=20)] = ""


RIGHT = {"reason": "The old one is full.\nThe new one is not."}
WRONG = [{"reason": None}, {"reason": "x", "summary": "far too long for a summary"}]
