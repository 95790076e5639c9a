"""A folder for the servers of one test, and how to wait for a condition."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.testing.servers import temporary_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of a server can reach, removed afterwards."""
    with temporary_folder() as path:
        yield path
