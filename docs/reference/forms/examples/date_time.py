"""DateTime.

A moment with its offset from UTC. Whatever zone it is sent in, it is the same moment; one without a zone is refused,
and so is a number, which pydantic alone takes for seconds since 1970.
"""

from datetime import UTC, datetime
from typing import Annotated

from perdure.forms import DateTime, FormPage


class Page(FormPage):
    begin: Annotated[datetime, DateTime(ge=datetime(2026, 1, 1, tzinfo=UTC))]


RIGHT = {"begin": "2026-02-28T13:30:00+01:00"}
WRONG = [{"begin": "2026-02-28T13:30:00"}, {"begin": "2025-12-31T12:00:00Z"}, {"begin": 1772281800}]
