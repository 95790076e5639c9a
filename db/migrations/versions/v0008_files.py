"""Files that people upload for a form."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """There are none yet."""
    op.create_table(
        "uploaded_file",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=False),
        sa.Column("process_id", sa.Uuid),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("file_id", name="pk_uploaded_file"),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.process_id"], name="fk_uploaded_file_process_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_uploaded_file_process_id", "uploaded_file", ["process_id"])
    op.create_index("ix_uploaded_file_expires_at", "uploaded_file", ["expires_at"])
    op.create_table(
        "uploaded_part",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("file_id", "number", name="pk_uploaded_part"),
        sa.ForeignKeyConstraint(
            ["file_id"], ["uploaded_file.file_id"], name="fk_uploaded_part_file_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("uploaded_part")
    op.drop_table("uploaded_file")
