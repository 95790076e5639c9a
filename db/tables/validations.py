"""What validations found."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from .metadata import metadata, now

# What the last validations found; one row per validating process.
validation = Table(
    "validation",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("subscription_id", Uuid, ForeignKey("subscription.subscription_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("checks", JSONB, nullable=False),
    now("finished_at"),
    Index("ix_validation_subscription_id_finished_at", "subscription_id", "finished_at"),
)

# A difference that validations have found, from the first time to its end; one that is open per check and path. What
# `process_id` names answers it; where it has ended, `closed_by` says which process saw or made that.
drift_item = Table(
    "drift_item",
    metadata,
    Column("drift_item_id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("subscription_id", Uuid, ForeignKey("subscription.subscription_id"), nullable=False),
    Column("check_key", Text, nullable=False),
    Column("check_title", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("system", Text),
    Column("expected", JSONB),
    Column("observed", JSONB),
    Column("adopt", JSONB),
    Column("version", Integer, nullable=False),
    Column("first_seen", DateTime(timezone=True), nullable=False),
    Column("last_seen", DateTime(timezone=True), nullable=False),
    Column("times_seen", Integer, nullable=False, server_default="1"),
    Column("opened_by", Uuid, ForeignKey("process.process_id"), nullable=False),
    Column("seen_by", Uuid, ForeignKey("process.process_id"), nullable=False),
    Column("owner", Text),
    Column("suppressed_until", DateTime(timezone=True)),
    Column("answer", Text),
    Column("answered_by", Text),
    Column("answered_at", DateTime(timezone=True)),
    Column("reason", Text),
    Column("process_id", Uuid, ForeignKey("process.process_id"), index=True),
    Column("resolution", Text),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_by", Uuid, ForeignKey("process.process_id")),
    CheckConstraint("(closed_at IS NULL) = (resolution IS NULL)", name="ck_drift_item_resolution"),
    Index(
        "ix_drift_item_open",
        "subscription_id",
        "check_key",
        "path",
        unique=True,
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("ix_drift_item_first_seen", "first_seen", "drift_item_id"),
    Index(
        "ix_drift_item_open_first_seen",
        "first_seen",
        "drift_item_id",
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("ix_drift_item_subscription_id", "subscription_id", "first_seen"),
)
