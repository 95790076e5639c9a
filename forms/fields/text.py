"""Text that must have a certain shape."""

from pydantic import StringConstraints

Text = StringConstraints
"""Restricts text, as in `name: Annotated[str, Text(max_length=63, pattern=r"^[a-z][a-z0-9_]*$")]`."""
