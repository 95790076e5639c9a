"""Products, and the subscriptions of them: what they are, what they were, and who works on them."""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
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
    now("created_at"),
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
    now("created_at"),
    now("updated_at"),
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
    now("claimed_at"),
)

subscription_lock = Table(
    "subscription_lock",
    metadata,
    Column("subscription_id", Uuid, primary_key=True),
    Column("process_id", Uuid, ForeignKey("process.process_id"), nullable=False, index=True),
    now("acquired_at"),
)
