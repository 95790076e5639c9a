"""The account that a server runs under, and where it can go."""

import os
from pathlib import Path

import pytest

from perdure.embedded.account import Account

STRANGER = Account(uid=os.geteuid() + 1, gid=os.getegid() + 1)


@pytest.mark.parametrize(
    ("modes", "expected"),
    [((0o711, 0o711), True), ((0o755, 0o755), True), ((0o700, 0o755), False), ((0o755, 0o700), False)],
)
def test_an_account_needs_to_pass_every_folder_on_the_way(
    folder: Path, modes: tuple[int, int], expected: bool
) -> None:
    """One folder that is closed to others closes everything below it."""
    inner = folder / "outer" / "inner"
    inner.mkdir(parents=True)
    for path, mode in zip((inner.parent, inner), modes, strict=True):
        path.chmod(mode)

    assert expected == STRANGER.may_enter(inner)


def test_an_owner_and_a_group_are_told_apart_from_others(folder: Path) -> None:
    """What counts are the bits for the account's own relation to the folder."""
    folder.chmod(0o701)
    status = folder.stat()

    assert Account(status.st_uid, gid=1).may_enter(folder)
    assert not Account(uid=1, gid=status.st_gid).may_enter(folder)
    assert Account(uid=1, gid=status.st_gid + 1).may_enter(folder)


def test_only_root_changes_the_account(folder: Path) -> None:
    """An ordinary user's servers run as that user; root's run as somebody without rights."""
    account = Account.for_folder(folder)

    assert (os.geteuid() == 0) == (account is not None)
    assert account is None or account.uid != 0
