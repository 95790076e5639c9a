"""Secrets of a process: kept encrypted, handed out once."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from ..domain.errors import ConflictError, GoneError, NotFoundError
from .cipher import Cipher
from .engine import Database
from .events import record_event
from .tables import process, process_secret


def write_secrets(
    connection: Connection, cipher: Cipher, process_id: UUID, secrets: Mapping[str, str]
) -> None:
    """Keep secrets, in the transaction of the step that made them; a later one of the same name replaces it."""
    for name, clear in secrets.items():
        sealed = cipher.encrypt(clear, process_id, name)
        connection.execute(
            insert(process_secret)
            .values(process_id=process_id, name=name, ciphertext=sealed)
            .on_conflict_do_update(
                index_elements=["process_id", "name"],
                set_={"ciphertext": sealed, "revealed_at": None, "revealed_by": None},
            )
        )


def read_secret(database: Database, cipher: Cipher, process_id: UUID, name: str) -> str:
    """A secret, for a later step of the same process.

    Raises:
        NotFoundError: no step has stored it.
        GoneError: it has been handed out.
    """
    with database.reading() as connection:
        return _clear(connection, cipher, process_id, name)


def reveal_secret(database: Database, cipher: Cipher, process_id: UUID, name: str, *, actor: str) -> str:
    """Hand a secret out, once: after this it exists nowhere in Perdure.

    Raises:
        NotFoundError: no step has stored it.
        GoneError: it was handed out before; the message says to whom.
        ConflictError: the process has not ended yet.
    """
    with database.transaction() as connection:
        clear = _clear(connection, cipher, process_id, name)
        finished = connection.scalar(select(process.c.finished_at).where(process.c.process_id == process_id))
        if finished is None:
            raise ConflictError(
                f"Process {process_id} is still under way and may need its secrets; ask again when it has ended."
            )
        connection.execute(
            update(process_secret)
            .where(process_secret.c.process_id == process_id, process_secret.c.name == name)
            .values(ciphertext=None, revealed_at=func.now(), revealed_by=actor)
        )
        record_event(connection, "secret.revealed", actor, process_id=process_id, data={"name": name})
        return clear


def _clear(connection: Connection, cipher: Cipher, process_id: UUID, name: str) -> str:
    sealed = connection.execute(
        select(process_secret.c.ciphertext, process_secret.c.revealed_by)
        .where(process_secret.c.process_id == process_id, process_secret.c.name == name)
        .with_for_update()
    ).one_or_none()
    if sealed is None:
        raise NotFoundError(f"Process {process_id} has no secret {name[:100]!r}.")
    if sealed.ciphertext is None:
        raise GoneError(
            f"Secret {name!r} of process {process_id} was handed out to {sealed.revealed_by}; it is kept nowhere. "
            "Set a new one instead."
        )
    return cipher.decrypt(sealed.ciphertext, process_id, name)
