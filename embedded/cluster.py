"""A PostgreSQL data folder, made by initdb."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from .account import Account
from .child import ChildError

SUPERUSER = "postgres"
# Variables that would change how the server or initdb behave, and those that are none of its business.
WITHHELD = ("PG", "LC_", "LANG", "PERDURE_")


def ensure_data(
    place: Path, password_file: Path, account: Account | None, binaries: Path, *, durable: bool
) -> Path:
    """Return ``place/data``, made if it is not there, with the superuser's new password in ``password_file``.

    Args:
        place: the folder for it, which the account can reach.
        password_file: where the password is, or will be.
        account: the user that the server runs as, when that is not ours.
        binaries: the folder of PostgreSQL's programs.
        durable: whether a new one is flushed to the disk, which takes much longer on a busy one.

    Raises:
        ChildError: it cannot be made, or is there without its password.
    """
    data = place / "data"
    if data.exists() and password_file.exists():
        return data
    if data.exists() and place == password_file.parent:
        raise ChildError(
            f"{data} is there, but {password_file}, the password to it, is not."
            f" Bring the file back, or remove {data} to start with an empty server."
        )
    shutil.rmtree(data, ignore_errors=True)  # kept elsewhere for a folder that is gone: nobody can want it
    password_file.unlink(missing_ok=True)
    _write_private(password_file, secrets.token_urlsafe(32))
    _initialise(data, password_file, account, binaries, durable=durable)
    return data


def server_environment() -> dict[str, str]:
    """Return our environment without what would disturb a server."""
    return {name: value for name, value in os.environ.items() if not name.startswith(WITHHELD)}


def _initialise(
    data: Path, password_file: Path, account: Account | None, binaries: Path, *, durable: bool
) -> None:
    # Whole or not at all: a run that is killed half-way leaves nothing that looks like a data folder.
    unfinished, password_copy = data.with_name("data.unfinished"), data.with_name("initial-password")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password_copy.unlink(missing_ok=True)
    _write_private(password_copy, password_file.read_text(encoding="ascii"))
    if account:
        for path in (unfinished, password_copy):
            os.chown(path, account.uid, account.gid)
    command: list[str | Path] = [
        binaries / "initdb",
        "--pgdata",
        unfinished,
        "--pwfile",
        password_copy,
        "--username",
        SUPERUSER,
    ]
    # The built-in locale: strings sort alike on every machine.
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C"]
    command += ["--builtin-locale=C.UTF-8", "--no-instructions", *([] if durable else ["--no-sync"])]
    try:
        done = subprocess.run(  # noqa: S603 — a program of the wheel
            command,
            env=server_environment(),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    finally:
        password_copy.unlink()
    if done.returncode:
        raise ChildError(f"initdb could not make {data} (exit code {done.returncode}):\n{done.stdout}")
    unfinished.rename(data)


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="ascii")
