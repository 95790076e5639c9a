"""DisplaySubscription.

A subscription, which clients show with what it is. It is not asked.
"""

from uuid import UUID

from perdure.forms import DisplaySubscription, FormPage


class Page(FormPage):
    subscription: DisplaySubscription = UUID("866525c8-a868-49bc-b006-1a60e492631e")
    reason: str


RIGHT = {"reason": "end of contract"}
WRONG = []
