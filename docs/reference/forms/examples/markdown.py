"""markdown.

Formatted text. It is only shown; the answers hold nothing of it. `Markdown` alone is an empty one.
"""

from perdure.forms import FormPage, MarkdownColor, markdown


class Page(FormPage):
    intro: markdown(
        content="# Before you begin\n\n* have the *contract* at hand", color=MarkdownColor.PRIMARY
    )
    sure: bool


RIGHT = {"sure": True}
WRONG = []
