"""The `perdure` command: which commands there are. Each is a module of its own."""

import sys
from collections.abc import Callable

import typer

from ..domain.errors import PerdureError
from ..settings import SettingsError
from .abort import abort
from .api import api
from .demo import demo
from .drift import drift
from .errors import CommandError
from .migrate import migrate
from .pause import pause, unpause
from .processes import processes
from .products import products
from .replay_check import replay_check
from .resume import resume
from .retry import retry
from .reveal import reveal
from .run import run
from .show import show
from .skip import skip
from .start import start
from .subscriptions import subscriptions
from .worker import worker

app = typer.Typer(
    name="perdure",
    help="Durable lifecycles for subscriptions, on Temporal.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
commands: dict[str, tuple[Callable[..., None], ...]] = {
    "Servers": (run, demo, worker, api, migrate, replay_check, pause, unpause),
    "Processes": (start, show, resume, retry, skip, abort, reveal, processes),
    "What there is": (subscriptions, drift, products),
}
for panel, of_panel in commands.items():
    for command in of_panel:
        app.command(rich_help_panel=panel)(command)


def main() -> None:
    """Run the command of this process's arguments; what a person can mend is a message and an exit code, no traceback.

    Exit codes: 0 done, 1 it did not work, 2 an argument or file cannot be used, 3 a form needs other answers.
    """
    try:
        app()
    except (PerdureError, SettingsError) as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(error.exit_code if isinstance(error, CommandError) else 1)
