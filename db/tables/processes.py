"""Processes, and what their steps did."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .metadata import metadata, now

# What is open has `finished_at` null. `unsignalled_since` is the outbox: an answer or decision (or the start itself)
# is committed here first and Temporal told after; whoever told it clears the mark, the reconciler tells what is left.
process = Table(
    "process",
    metadata,
    Column("process_id", Uuid, primary_key=True),
    Column("workflow", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("initial_state", JSONB, nullable=False, server_default=text("'{}'")),
    Column("reporter", Text, nullable=False),
    Column("idempotency_key", Text, unique=True),
    Column("body_hash", Text),
    Column("run_id", Text),
    Column("position", Text),
    Column("step_title", Text),
    Column("assignee", Text),
    Column("failure", Text),
    Column("abort", JSONB),
    Column("held", Boolean, nullable=False, server_default=text("false")),
    Column("note", Text),
    now("accepted_at"),
    Column("started_at", DateTime(timezone=True)),
    now("updated_at"),
    Column("finished_at", DateTime(timezone=True)),
    Column("unsignalled_since", DateTime(timezone=True)),
    Index("ix_process_target_accepted_at", "target", "accepted_at", "process_id"),
    Index("ix_process_accepted_at", "accepted_at", "process_id"),
    Index("ix_process_open", "status", postgresql_where=text("finished_at IS NULL")),
    # None of `updated_at`: it would make every step's write dearer, because then no update of a row stays in its page.
    Index(
        "ix_process_finished_at",
        "finished_at",
        "process_id",
        postgresql_where=text("finished_at IS NOT NULL"),
    ),
    Index(
        "ix_process_unsignalled", "unsignalled_since", postgresql_where=text("unsignalled_since IS NOT NULL")
    ),
)

# Apart from `process`, so that lists stay narrow and a step's write does not copy what never changes. Branch "" has the
# whole State; a branch of a fan-out has what differs from the State at the fan-out, and which keys it removed.
process_state = Table(
    "process_state",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("branch", Text, primary_key=True, server_default=""),
    Column("state", JSONB, nullable=False),
    Column("removed", JSONB, nullable=False, server_default=text("'[]'")),
)

# `since` and `until` say from when to when it worked on it. A validation has neither: it changes nothing, there are
# thousands, and what they found is in `validation`.
process_subscription = Table(
    "process_subscription",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("subscription_id", Uuid, primary_key=True, index=True),
    Column("since", DateTime(timezone=True)),
    Column("until", DateTime(timezone=True)),
    Index(
        "ix_process_subscription_since",
        *("subscription_id", "since", "process_id"),
        postgresql_where=text("since IS NOT NULL"),
    ),
    Index(
        "ix_process_subscription_until",
        *("subscription_id", "until", "process_id"),
        postgresql_where=text("until IS NOT NULL"),
    ),
)

# The arbiter: whoever inserts (process, position, generation) first is what happened.
process_step = Table(
    "process_step",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("delta", JSONB, nullable=False, server_default=text("'{}'")),
    Column("subscriptions", JSONB, nullable=False, server_default=text("'[]'")),
    Column("result", JSONB),
    Column("form", JSONB),
    Column("assignee", Text),
    Column("attempt", Integer, nullable=False, server_default="1"),
    Column("error", JSONB),
    Column("decision", JSONB),
    Column("token_hash", LargeBinary),
    Column("actor", Text),
    Column("sequence", BigInteger, Identity(always=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    now("recorded_at"),
    Column("finished_at", DateTime(timezone=True)),
    Index("ix_process_step_open", "process_id", postgresql_where=text("status IN ('waiting', 'failed')")),
)

# How often a step has been tried without success, and what the last attempt said; shown while it is retried.
process_attempt = Table(
    "process_attempt",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("attempt", Integer, nullable=False),
    Column("error", JSONB, nullable=False),
    now("failed_at"),
    Column("title", Text),
    Column("next_at", DateTime(timezone=True)),
)

# Which steps that can be taken back have begun: one that is interrupted has no row that says so.
process_begun = Table(
    "process_begun",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)

# What a step had done when it could not be saved, because others held or had changed something; a retry may apply it.
process_kept_result = Table(
    "process_kept_result",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("result", JSONB, nullable=False),
    now("kept_at"),
)

process_secret = Table(
    "process_secret",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("ciphertext", LargeBinary),
    Column("typed_in", Boolean, nullable=False, server_default=text("false")),
    now("created_at"),
    Column("revealed_at", DateTime(timezone=True)),
    Column("revealed_by", Text),
)
