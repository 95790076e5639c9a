"""`perdure replay-check`."""

import asyncio
from typing import Any

import typer

from ..settings import PREFIX, Settings
from .errors import CommandError


def replay_check() -> None:
    """Replay the open processes against this code, before it is deployed, and list what would break.

    Needs the database and the Temporal of the installation: those of the `perdure run` of this folder, else those of
    the settings. Exit code 1 if anything would break.
    """
    checked, broken = asyncio.run(_check(_settings()))
    if broken:
        raise CommandError(f"{broken} of {checked} open processes would break.")
    typer.echo(f"Nothing would break; open processes: {checked}.")


async def _check(settings: Settings) -> tuple[int, int]:
    from .replaying import check_open_processes
    from .text import plain

    checked = broken = 0
    async for found in check_open_processes(settings):
        checked += 1
        broken += bool(found.troubles)
        for trouble in found.troubles:
            typer.echo(f"{found.process_id}  {found.workflow}: {plain(trouble)}")
    return checked, broken


def _settings() -> Settings:
    from ..embedded.record import RunRecord

    record = RunRecord.find()
    if record is None:
        return Settings.load()
    variables = {name: f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known: dict[str, Any] = {
        name: record.environment[variable]
        for name, variable in variables.items()
        if variable in record.environment
    }
    return Settings(**known)
