"""Timestamp.

A moment in seconds since 1970, as pydantic-forms has it, with wishes for the date picker. New forms rather take
[`DateTime`](date-time.md), which keeps the time zone. `validate=False` tells the bounds to the client only.
"""

from perdure.forms import FormPage, Timestamp, timestamp


class Page(FormPage):
    since: Timestamp
    until: timestamp(min=1_767_225_600, date_format="DD-MM-YYYY", time_format="HH:mm", locale="nl-nl")


RIGHT = {"since": 1_767_225_600, "until": 1_772_281_800}
WRONG = [{"since": "yesterday", "until": 5}]
