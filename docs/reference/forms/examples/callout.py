"""callout.

A box that catches the eye. What it can look like is in `CalloutMessageType`. It is only shown; the answers hold
nothing of it. `Callout` alone is an empty one.
"""

from perdure.forms import CalloutMessageType, FormPage, callout


class Page(FormPage):
    warning: callout(
        header="The link will be down",
        message="For about a minute.",
        icon_type="warning",
        message_type=CalloutMessageType.WARNING,
    )
    sure: bool


RIGHT = {"sure": True}
WRONG = []
