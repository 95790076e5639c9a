"""The command, as somebody types it, against a running API."""

import io
import sys
from collections.abc import Iterator, Sequence

import pytest
import structlog
from hand import Hand
from served import served
from shop import Perdure, Result, Shop

from perdure.cli import main
from perdure.cli.client import Client


class Keyboard(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        """Whether somebody sits there."""
        return True


@pytest.fixture(scope="module")
def quiet() -> Iterator[None]:
    """What worker and API log in this process is not mistaken for what a command prints."""
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.configure(**before)


@pytest.fixture(scope="module")
def api_url(quiet: None, shared: Hand) -> Iterator[str]:
    """The address of an API that listens, with a worker behind it."""
    with served(shared.settings) as url:
        yield url


@pytest.fixture
def perdure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Perdure:
    """Runs a command; no Perdure is known to it but those that it is told of."""

    def run(*arguments: str, stdin: str = "", typed: Sequence[str] = ()) -> Result:
        monkeypatch.setattr(sys, "argv", ["perdure", *arguments])
        keyboard = Keyboard("".join(f"{line}\n" for line in typed))
        monkeypatch.setattr(sys, "stdin", keyboard if typed else io.StringIO(stdin))
        with pytest.raises(SystemExit) as exit_:
            main()
        printed = capsys.readouterr()
        return Result(int(exit_.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def told(perdure: Perdure, api_url: str, monkeypatch: pytest.MonkeyPatch) -> Perdure:
    """Runs a command that is told where the API is."""
    monkeypatch.setenv("PERDURE_API_URL", api_url)
    return perdure


@pytest.fixture(scope="module")
def shop(api_url: str) -> Shop:
    """Starts and watches processes beside the command."""
    return Shop(Client(api_url, "anna"))
