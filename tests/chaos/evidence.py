"""What is kept of a campaign beside Perdure's own tables: effects outside, acknowledgements, Temporal's histories."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import CreateSchema

SCHEMA = "chaos"

metadata = MetaData(schema=SCHEMA)

# Every time that the body of a step ran, in order; for an undo with the State that it was given.
audit = Table(
    "audit",
    metadata,
    Column("audit_id", BigInteger, Identity(always=True), primary_key=True),
    Column("process_id", Uuid, nullable=False, index=True),
    Column("position", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("state", JSONB),
)

# The outside system, which knows idempotency keys: one effect for each, however often it is told.
effect = Table(
    "effect",
    metadata,
    Column("key", Text, primary_key=True),
    Column("process_id", Uuid, nullable=False),
    Column("position", Text, nullable=False),
    Column("calls", Integer, nullable=False, server_default="1"),
    Column("route", Text),
)

# Every answer of the API to a post; `nonce` is in what was posted, and nowhere else.
post = Table(
    "post",
    metadata,
    Column("kind", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("process_id", Uuid),
    Column("position", Text),
    Column("generation", Integer),
    Column("holder", Uuid),
)

# The runs that Temporal has, and what replaying their histories said.
run = Table(
    "run",
    metadata,
    Column("process_id", Uuid, nullable=False),
    Column("run_id", Text, primary_key=True),
    Column("live", Boolean, nullable=False),
    Column("terminated", Boolean, nullable=False, server_default="false"),
    Column("replay_failure", Text),
)

# What Temporal's histories say about steps that came back.
heard = Table(
    "heard",
    metadata,
    Column("run_id", Text, nullable=False),
    Column("process_id", Uuid, nullable=False),
    Column("position", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("status", Text),
    Column("changed", JSONB),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)


def make_tables(connection: Connection) -> None:
    """Make the schema in a database of Perdure's."""
    connection.execute(CreateSchema(SCHEMA))
    metadata.create_all(connection)
