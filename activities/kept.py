"""What answers leave behind beside State, in the transaction that accepts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from sqlalchemy import Connection

from ..db.cipher import Cipher
from ..db.files import take_files
from ..db.secrets import write_secrets
from ..domain.errors import UnprocessableError
from .form_call import Completed


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form was answered with and does not go into State.

    Args:
        secrets: in clear text, by name.
        cipher: what they are encrypted with.
        files: uploaded files that are among the answers.
    """

    secrets: Mapping[str, str] = field(repr=False)
    cipher: Cipher | None
    files: frozenset[UUID]

    @classmethod
    def of(cls, completed: Completed, cipher: Cipher | None) -> Self:
        """What a form leaves behind.

        Raises:
            UnprocessableError: there are secrets, and they came where they should not have.
        """
        if completed.secrets and cipher is None:
            raise UnprocessableError(
                f"The form takes secrets ({', '.join(completed.secrets)}), which would stay in clear text where these "
                "answers come from; answer it through the API or the perdure command."
            )
        return cls(completed.secrets, cipher, completed.files)

    def write(self, connection: Connection, process_id: UUID, *, actor: str) -> None:
        """Keep it for the steps of a process.

        Raises:
            ConflictError: a file is not here any more, or another process uses it.
        """
        take_files(connection, self.files, process_id, actor=actor)
        if self.cipher is not None:
            write_secrets(connection, self.cipher, process_id, self.secrets, typed_in=True)
