"""Accept.

A confirmation that has to be given: the answer is `"ACCEPTED"`, and the page is refused while it is `"INCOMPLETE"`
(`AcceptValues`). A subclass with `data` shows a checklist; the items' kinds are in `AcceptItemType`.
"""

from perdure.forms import Accept, AcceptItemType, FormPage


class Cabling(Accept):
    data = [  # noqa: RUF012 — nobody alters it
        ("Before you go on", AcceptItemType.INFO),
        ("The cables are in", AcceptItemType.CHECKBOX),
        ("The labels are on", AcceptItemType.OPTIONAL_CHECKBOX),
    ]


class Page(FormPage):
    sure: Accept
    cabling: Cabling


RIGHT = {"sure": "ACCEPTED", "cabling": "ACCEPTED"}
WRONG = [{"sure": "INCOMPLETE", "cabling": "yes"}]
