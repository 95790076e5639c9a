"""The tables, as SQLAlchemy Core sees them; the migrations build the same ones, a test compares."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _now(name: str) -> Column[datetime]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


customer = Table(
    "customer",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    _now("created_at"),
)
CUSTOMER_ORDER: ColumnElement[str] = func.lower(customer.c.name, type_=Text)
Index("ix_customer_lower_name", CUSTOMER_ORDER)

# Products are declared in code; this is their mirror, matched by name when a process starts up.
product = Table(
    "product",
    metadata,
    Column("product_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("description", Text, nullable=False, server_default=""),
    Column("tag", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    Column("fixed_inputs", JSONB, nullable=False, server_default=text("'{}'")),
    _now("created_at"),
)

# The current version of every subscription. `document` holds what its model adds: blocks, fixed inputs.
subscription = Table(
    "subscription",
    metadata,
    Column("subscription_id", Uuid, primary_key=True),
    Column("product_id", Uuid, ForeignKey("product.product_id"), nullable=False, index=True),
    Column("customer_id", Text, ForeignKey("customer.customer_id"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("insync", Boolean, nullable=False),
    Column("description", Text, nullable=False),
    Column("note", Text),
    Column("start_date", DateTime(timezone=True)),
    Column("end_date", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    Column("schema_version", Integer, nullable=False, server_default="1"),
    Column("document", JSONB, nullable=False),
    _now("created_at"),
    _now("updated_at"),
    Index("ix_subscription_status_updated_at", "status", "updated_at", "subscription_id"),
    Index("ix_subscription_created_at", "created_at", "subscription_id"),
    Index(
        "ix_subscription_document",
        "document",
        postgresql_using="gin",
        postgresql_ops={"document": "jsonb_path_ops"},
    ),
    Index("ix_subscription_updated_at", "updated_at", "subscription_id"),
)
# Of the description so much as tells where it belongs: an index has no place for a whole page of text.
DESCRIPTION_ORDER: ColumnElement[str] = func.lower(func.left(subscription.c.description, 60), type_=Text)
Index("ix_subscription_lower_description", DESCRIPTION_ORDER, subscription.c.subscription_id)

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
    _now("accepted_at"),
    Column("started_at", DateTime(timezone=True)),
    _now("updated_at"),
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
    _now("recorded_at"),
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
    _now("failed_at"),
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
    _now("kept_at"),
)

# Every version, the current one included, with the step that wrote it.
subscription_version = Table(
    "subscription_version",
    metadata,
    Column("subscription_id", Uuid, ForeignKey("subscription.subscription_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("insync", Boolean, nullable=False),
    Column("description", Text, nullable=False),
    Column("note", Text),
    Column("start_date", DateTime(timezone=True)),
    Column("end_date", DateTime(timezone=True)),
    Column("schema_version", Integer, nullable=False, server_default="1"),
    Column("document", JSONB, nullable=False),
    Column("process_id", Uuid, ForeignKey("process.process_id"), index=True),
    Column("position", Text),
    Column("generation", Integer),
    # Not now(), the time when the transaction began: of two writers the later one may have begun first.
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Index("ix_subscription_version_subscription_id_created_at", "subscription_id", "created_at"),
)

# Which blocks of other subscriptions stand in the current version of each; follows `document` in every write.
subscription_relation = Table(
    "subscription_relation",
    metadata,
    Column("subscription_id", Uuid, ForeignKey("subscription.subscription_id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("depends_on_id", Uuid, ForeignKey("subscription.subscription_id"), nullable=False, index=True),
    Column("subscription_instance_id", Uuid, nullable=False),
)

# What is held by one at a time, by its key: a name that a step chose, or a block that another subscription owns.
claim = Table(
    "claim",
    metadata,
    Column("key", Text, primary_key=True),
    Column("subscription_id", Uuid, ForeignKey("subscription.subscription_id"), index=True),
    Column("block_owner_id", Uuid, ForeignKey("subscription.subscription_id"), index=True),
    Column("process_id", Uuid, ForeignKey("process.process_id"), index=True),
    _now("claimed_at"),
)

subscription_lock = Table(
    "subscription_lock",
    metadata,
    Column("subscription_id", Uuid, primary_key=True),
    Column("process_id", Uuid, ForeignKey("process.process_id"), nullable=False, index=True),
    _now("acquired_at"),
)

process_secret = Table(
    "process_secret",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("ciphertext", LargeBinary),
    Column("typed_in", Boolean, nullable=False, server_default=text("false")),
    _now("created_at"),
    Column("revealed_at", DateTime(timezone=True)),
    Column("revealed_by", Text),
)

# Answers to a form that is not complete yet: of the one who gives them, without secrets, for a while.
draft = Table(
    "draft",
    metadata,
    Column("draft_id", Uuid, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("workflow", Text),
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), index=True),
    Column("position", Text),
    Column("pages", JSONB, nullable=False),
    _now("created_at"),
    _now("updated_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Index("ix_draft_actor_created_at", "actor", "created_at", "draft_id"),
    CheckConstraint("num_nonnulls(workflow, process_id) = 1", name="ck_draft_one_form"),
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
    _now("created_at"),
    UniqueConstraint("actor", "list", "name"),
)

# Files that people upload for a form. While `process_id` is null it is the uploader's, and expires.
uploaded_file = Table(
    "uploaded_file",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), index=True),
    _now("created_at"),
    Column("expires_at", DateTime(timezone=True), index=True),
)

# In parts, so that neither writing nor reading holds a whole file in memory.
uploaded_part = Table(
    "uploaded_part",
    metadata,
    Column("file_id", Uuid, ForeignKey("uploaded_file.file_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# One row: whether the engine is paused.
engine = Table(
    "engine",
    metadata,
    Column("singleton", Boolean, primary_key=True, server_default=text("true")),
    Column("global_lock", Boolean, nullable=False, server_default=text("false")),
    Column("changed_by", Text),
    Column("reason", Text),
    _now("changed_at"),
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
    _now("created_at"),
    CheckConstraint("num_nonnulls(every, cron) = 1", name="ck_schedule_one_rhythm"),
)

# What the last validations found; one row per validating process.
validation = Table(
    "validation",
    metadata,
    Column("process_id", Uuid, ForeignKey("process.process_id", ondelete="CASCADE"), primary_key=True),
    Column("subscription_id", Uuid, ForeignKey("subscription.subscription_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("checks", JSONB, nullable=False),
    _now("finished_at"),
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
    _now("at"),
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
