"""What people type in before it is an answer."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from .metadata import metadata, now

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
    now("created_at"),
    now("updated_at"),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Index("ix_draft_actor_created_at", "actor", "created_at", "draft_id"),
    CheckConstraint("num_nonnulls(workflow, process_id) = 1", name="ck_draft_one_form"),
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
    now("created_at"),
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
