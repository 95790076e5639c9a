"""Secrets of a process: kept encrypted, handed out once."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from ..domain.errors import ConflictError, GoneError, NotFoundError
from .cipher import Cipher
from .engine import Database
from .events import record_event
from .tables import process, process_secret


def write_secrets(
    connection: Connection,
    cipher: Cipher,
    process_id: UUID,
    secrets: Mapping[str, str],
    *,
    typed_in: bool = False,
) -> None:
    """Keep secrets, in the transaction of whoever made them; a later one of the same name replaces it.

    Args:
        connection: the transaction.
        cipher: what they are encrypted with.
        process_id: whose they are.
        secrets: in clear text, by name.
        typed_in: somebody typed them into a form. They are for the steps of the process only: nobody is handed one,
            and they are forgotten when it ends.
    """
    for name, clear in secrets.items():
        sealed = cipher.encrypt(clear, process_id, name)
        connection.execute(
            insert(process_secret)
            .values(process_id=process_id, name=name, ciphertext=sealed, typed_in=typed_in)
            .on_conflict_do_update(
                index_elements=["process_id", "name"],
                set_={"ciphertext": sealed, "typed_in": typed_in, "revealed_at": None, "revealed_by": None},
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


def read_secrets(database: Database, cipher: Cipher, process_id: UUID, key: str) -> dict[str, str]:
    """The secrets that belong to a key of State: that of this name, and those inside it (`login.password`)."""
    query = select(process_secret.c.name, process_secret.c.ciphertext).where(
        process_secret.c.process_id == process_id,
        process_secret.c.ciphertext.is_not(None),
        or_(process_secret.c.name == key, process_secret.c.name.startswith(f"{key}.", autoescape=True)),
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return {row.name: cipher.decrypt(row.ciphertext, process_id, row.name) for row in rows}


def reveal_secret(database: Database, cipher: Cipher, process_id: UUID, name: str, *, actor: str) -> str:
    """Hand a secret out, once: after this it exists nowhere in Perdure.

    Raises:
        NotFoundError: no step has stored it; what was typed into a form is not handed out.
        GoneError: it was handed out before; the message says to whom.
        ConflictError: the process has not ended yet.
    """
    with database.transaction() as connection:
        clear = _clear(connection, cipher, process_id, name, handed_out=True)
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


def forget_typed_in(connection: Connection, process_id: UUID) -> None:
    """Forget what was typed into the forms of a process: no step will need it any more."""
    connection.execute(
        delete(process_secret).where(process_secret.c.process_id == process_id, process_secret.c.typed_in)
    )


def _clear(
    connection: Connection, cipher: Cipher, process_id: UUID, name: str, *, handed_out: bool = False
) -> str:
    sealed = connection.execute(
        select(process_secret.c.ciphertext, process_secret.c.revealed_by, process_secret.c.typed_in)
        .where(process_secret.c.process_id == process_id, process_secret.c.name == name)
        .with_for_update()
    ).one_or_none()
    if sealed is None or (handed_out and sealed.typed_in):
        raise NotFoundError(f"Process {process_id} has no secret {name[:100]!r}.")
    if sealed.ciphertext is None:
        raise GoneError(
            f"Secret {name!r} of process {process_id} was handed out to {sealed.revealed_by}; it is kept nowhere. "
            "Set a new one instead."
        )
    return cipher.decrypt(sealed.ciphertext, process_id, name)
