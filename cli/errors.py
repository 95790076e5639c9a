"""What can go wrong at the terminal, each with the exit code of the command."""

from typing import ClassVar

from ..domain.errors import PerdureError


class CommandError(PerdureError):
    """The command could not do what it was asked to."""

    exit_code: ClassVar[int] = 1


class UsageError(CommandError):
    """An argument or a file cannot be used."""

    exit_code = 2  # what typer exits with for the arguments that it refuses itself


class FormError(CommandError):
    """A form needs other answers, or more."""

    exit_code = 3
