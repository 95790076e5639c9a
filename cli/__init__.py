"""The `perdure` command: which commands there are. Each is a module of its own."""

import sys

import typer

from ..domain.errors import PerdureError
from ..settings import SettingsError
from .api import api
from .migrate import migrate
from .run import run
from .worker import worker

app = typer.Typer(
    name="perdure",
    help="Durable lifecycles for subscriptions, on Temporal.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (run, worker, api, migrate):
    app.command()(command)


def main() -> None:
    """Run the command of this process's arguments; what a person can mend is one message and exit code 1."""
    try:
        app()
    except (PerdureError, SettingsError) as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)
