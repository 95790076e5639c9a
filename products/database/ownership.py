"""Which roles and databases are ours: what we make is marked in its comment, and what is not ours is left alone."""

from uuid import UUID

import psycopg

from perdure import StepContext

from .facts import DatabaseFacts, RoleFacts, find_database, find_role
from .model import DatabaseBlockProvisioning


class NotOursError(Exception):
    """A role or database of this name exists, and somebody else made it."""


def mark(context: StepContext) -> str:
    """The comment on what a step makes: its idempotency key, by which a later attempt recognises its own."""
    return f"Perdure {context.idempotency_key}"


def is_mark_of(process_id: UUID, comment: str | None) -> bool:
    """Whether a step of that process left this comment."""
    return comment is not None and comment.startswith(f"Perdure {process_id}/")


def find_own_role(connection: psycopg.Connection, block: DatabaseBlockProvisioning) -> RoleFacts | None:
    """The role that owns the database, if we have made it yet.

    Raises:
        NotOursError: there is one of this name that is somebody else's.
    """
    role = find_role(connection, block.owner)
    if role and not is_mark_of(block.created_by, role.comment):
        raise NotOursError(
            f"Role {block.owner!r} on server {block.server!r} was not made by process {block.created_by} "
            f"(its comment: {role.comment!r}). It is left untouched; rename or drop it there, or order another name."
        )
    return role


def find_own_database(
    connection: psycopg.Connection, block: DatabaseBlockProvisioning
) -> DatabaseFacts | None:
    """The database, if we have made it yet.

    CREATE DATABASE and COMMENT cannot be one transaction. So a database without a comment is ours as well when our
    own role owns it: it was made for that role, and we died before we could mark it.

    Raises:
        NotOursError: there is one of this name that is somebody else's.
    """
    database = find_database(connection, block.name)
    if database is None or is_mark_of(block.created_by, database.comment):
        return database
    if database.comment is None and database.owner == block.owner and find_own_role(connection, block):
        return database
    raise NotOursError(
        f"Database {block.name!r} on server {block.server!r} was not made by process {block.created_by} "
        f"(its owner: {database.owner!r}, its comment: {database.comment!r}). It is left untouched; "
        f"rename or drop it there, or order another name."
    )


def own_role(connection: psycopg.Connection, block: DatabaseBlockProvisioning) -> RoleFacts:
    """The role, which we must have made by now.

    Raises:
        NotOursError: it is somebody else's.
        LookupError: it is not there.
    """
    role = find_own_role(connection, block)
    if role is None:
        raise LookupError(f"Server {block.server!r} has no role {block.owner!r} (any more).")
    return role


def own_database(connection: psycopg.Connection, block: DatabaseBlockProvisioning) -> DatabaseFacts:
    """The database, which we must have made by now.

    Raises:
        NotOursError: it is somebody else's.
        LookupError: it is not there.
    """
    database = find_own_database(connection, block)
    if database is None:
        raise LookupError(f"Server {block.server!r} has no database {block.name!r} (any more).")
    return database
