"""Date.

A day of the calendar, without time and zone.
"""

from datetime import date

from perdure.forms import FormPage


class Page(FormPage):
    begin: date


RIGHT = {"begin": "2026-02-28"}
WRONG = [{"begin": "2026-02-30"}, {"begin": "28 February"}]
