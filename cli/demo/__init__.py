"""`perdure demo`."""

from typing import Annotated

import typer

from ..options import ApiUrl, connect


def demo(
    *,
    api: ApiUrl = None,
    patience: Annotated[
        int,
        typer.Option(min=1, metavar="SECONDS", help="How long to wait for a validation by the Schedule."),
    ] = 300,
) -> None:
    """Play the whole life of a database on what `perdure run` has started, and prove each stage.

    Orders a production database, has it approved, logs in, modifies it, waits until the Schedule finds it in sync,
    alters it by hand, waits until the Schedule finds that, repairs and terminates it. Cleans up after itself; exits
    with 0 only if every stage really happened.
    """
    from .managed import managed_servers
    from .performance import perform

    perform(connect(api), managed_servers(), patience=patience)
