"""Text of a certain shape, and text of many lines."""

from typing import Annotated

from pydantic import Field, StringConstraints

Text = StringConstraints
"""Restricts text, as in `name: Annotated[str, Text(max_length=63, pattern=r"^[a-z][a-z0-9_]*$")]`."""

LongText = Annotated[str, Field(json_schema_extra={"format": "long"})]
"""Text of many lines: `reason: LongText`."""
