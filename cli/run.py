"""`perdure run`."""

import typer

from ..embedded.record import HOME
from ..settings import Settings


def run() -> None:
    """Start everything here: PostgreSQL, Temporal with its Web UI, worker and API. Ctrl-C stops it.

    What the servers keep is in .perdure/ of the current folder. Set PERDURE_DATABASE_URL or
    PERDURE_TEMPORAL_ADDRESS to use a server that runs already.
    """
    from ..embedded.run import run as run_stack

    run_stack(HOME, Settings.load(), typer.echo)
