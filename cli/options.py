"""Options that many commands have."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from .client import Client

ApiUrl = Annotated[
    str | None,
    typer.Option(
        "--api",
        envvar="PERDURE_API_URL",
        metavar="URL",
        help="Where the API is. Without it: the `perdure run` of this folder, else where the settings put it.",
    ),
]
Actor = Annotated[
    str | None,
    typer.Option(
        "--actor", envvar="PERDURE_ACTOR", metavar="NAME", help="Who you are; 'local' when left out."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the API's answer as it is.")]
ProcessId = Annotated[str, typer.Argument(metavar="PROCESS", help="The id of a process.")]
Limit = Annotated[int, typer.Option(min=1, max=200, help="How many at most.")]
Reason = Annotated[str | None, typer.Option(metavar="TEXT", help="Why, for whoever asks later.")]
Position = Annotated[
    str | None,
    typer.Option(
        metavar="POSITION",
        help="Which step, when several have failed side by side; the oldest when left out.",
    ),
]


def connect(url: str | None, actor: str | None = None) -> "Client":
    """The API that a command is to ask.

    Raises:
        UsageError: the actor's name cannot be sent.
    """
    from .client import Client
    from .errors import UsageError

    if actor is not None and not (actor.isascii() and actor.isprintable()):
        raise UsageError(f"--actor {actor!r} cannot be sent: only ASCII letters, digits and signs can.")
    return Client(url or _usual_address(), actor)


def _usual_address() -> str:
    from ..embedded.record import RunRecord
    from ..settings import Settings

    if record := RunRecord.find():
        return record.api_url
    settings = Settings.load()
    return f"http://{settings.api_host}:{settings.api_port}"
