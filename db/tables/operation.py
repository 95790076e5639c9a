"""What operators set and see: the pause, schedules, views; and who did what."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Interval,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .metadata import metadata, now

# One row: whether the engine is paused.
engine = Table(
    "engine",
    metadata,
    Column("singleton", Boolean, primary_key=True, server_default=text("true")),
    Column("global_lock", Boolean, nullable=False, server_default=text("false")),
    Column("changed_by", Text),
    Column("reason", Text),
    now("changed_at"),
    CheckConstraint("singleton", name="ck_engine_singleton"),
)

# What people want to have started again and again; Temporal runs it. What the catalogue declares needs no row.
schedule = Table(
    "schedule",
    metadata,
    Column("schedule_id", Uuid, primary_key=True),
    Column("workflow", Text, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("every", Interval),
    Column("cron", Text),
    Column("created_by", Text, nullable=False),
    now("created_at"),
    CheckConstraint("num_nonnulls(every, cron) = 1", name="ck_schedule_one_rhythm"),
)

# Filters of a list that somebody gave a name.
saved_view = Table(
    "saved_view",
    metadata,
    Column("view_id", Uuid, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("list", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    now("created_at"),
    UniqueConstraint("actor", "list", "name"),
)

TIMELINE_EVENTS = {
    "of_subscription": "kind NOT IN ('process.accepted', 'subscription.note')",
    "of_note": "kind = 'subscription.note'",
}
"""Which events a timeline shows, apart from each other."""

# Who did what, when and why.
event = Table(
    "event",
    metadata,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True),
    now("at"),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("process_id", Uuid, index=True),
    Column("subscription_id", Uuid),
    Column("reason", Text),
    Column("data", JSONB, nullable=False, server_default=text("'{}'")),
    # Every start is accepted: those events would bury the few others of a subscription.
    *(
        Index(
            f"ix_event_{name}",
            *("subscription_id", "at", "event_id"),
            postgresql_where=text(f"subscription_id IS NOT NULL AND {condition}"),
        )
        for name, condition in TIMELINE_EVENTS.items()
    ),
)
