"""A terminal at which somebody sits: what is said there, and what is typed."""

import getpass
import sys

import typer

from .errors import FormError

BACK = "<"
"""Typed alone: back to the page before."""


class GoBackError(Exception):
    """Somebody wants to go back to the page before."""


class Terminal:
    """Asks, on standard error, so that standard output has only what came of it."""

    @staticmethod
    def is_there() -> bool:
        """Whether somebody can be asked."""
        return sys.stdin.isatty()

    def say(self, text: str) -> None:
        """Print a line."""
        typer.echo(text, err=True)

    def ask(self, prompt: str, *, hidden: bool = False) -> str:
        """Print a prompt and read a line, without the spaces around it.

        Args:
            prompt: what is asked.
            hidden: what is typed is not shown, and taken as it is.

        Raises:
            GoBackError: somebody wants to go back.
            FormError: there is no line any more.
        """
        line = self._hidden(prompt) if hidden else self._shown(prompt)
        if line.strip() == BACK:
            raise GoBackError
        return line if hidden else line.strip()

    def _shown(self, prompt: str) -> str:
        typer.echo(f"{prompt} ", err=True, nl=False)
        return self._line()

    def _hidden(self, prompt: str) -> str:
        if sys.stdin is not sys.__stdin__:  # a terminal of which only we know
            return self._shown(prompt)
        try:
            return getpass.getpass(f"{prompt} ", stream=sys.stderr)
        except EOFError:
            raise self._ended() from None

    def _line(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise self._ended()
        return line.rstrip("\n")

    def _ended(self) -> FormError:
        return FormError("\nThe answers ended before the form was complete; nothing was sent.")
