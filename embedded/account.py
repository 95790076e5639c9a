"""The operating system account a server runs under: PostgreSQL refuses to run as root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..domain.errors import PerdureError

CANDIDATES = ("postgres", "nobody")


class AccountError(PerdureError):
    """No account to run a server under."""


@dataclass(frozen=True)
class Account:
    """A user other than root, by number."""

    uid: int
    gid: int

    @classmethod
    def unprivileged(cls) -> Self:
        """Return an account of this machine that has no rights of its own.

        Raises:
            AccountError: there is neither of the usual ones.
        """
        for name in CANDIDATES:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        raise AccountError(
            f"PostgreSQL does not run as root, and there is no user {' or '.join(CANDIDATES)} to run it as."
            " Run this as an ordinary user, or add such a user (useradd --system postgres)."
        )

    @classmethod
    def for_folder(cls, folder: Path) -> Self | None:
        """Return the account to use for a data folder, or None for the one we have.

        Only root may choose. A folder that exists keeps its owner.
        """
        if os.geteuid() != 0:
            return None
        if folder.exists() and (owner := folder.stat()).st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        return cls.unprivileged()

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can open files in the folder, given the modes of all the folders above it."""
        folder = folder.resolve()
        return all(self._may_pass(above.stat()) for above in (folder, *folder.parents))

    def _may_pass(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)
