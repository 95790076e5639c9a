"""From when to when a process works on a subscription, and indexes for the timeline of one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ENDED = """
    UPDATE process_subscription AS s SET since = p.accepted_at, until = p.finished_at
    FROM process AS p WHERE p.process_id = s.process_id AND p.target <> 'validate'
"""
"""Of earlier processes: they came to their subscription some steps later when they made or locked it themselves."""

INDEXES = {
    "since": ["subscription_id", "since", "process_id"],
    "until": ["subscription_id", "until", "process_id"],
}

EVENTS = {
    "of_subscription": "kind NOT IN ('process.accepted', 'subscription.note')",
    "of_note": "kind = 'subscription.note'",
}


def upgrade() -> None:
    """Validations, which change nothing, have neither moment."""
    for name, columns in INDEXES.items():
        op.add_column("process_subscription", sa.Column(name, sa.DateTime(timezone=True)))
        op.create_index(
            f"ix_process_subscription_{name}",
            "process_subscription",
            columns,
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
        )
    op.execute(ENDED)
    op.create_index(
        "ix_subscription_version_subscription_id_created_at",
        "subscription_version",
        ["subscription_id", "created_at"],
    )
    op.drop_index("ix_event_subscription_id", "event")
    for name, condition in EVENTS.items():
        op.create_index(
            f"ix_event_{name}",
            "event",
            ["subscription_id", "at", "event_id"],
            postgresql_where=sa.text(f"subscription_id IS NOT NULL AND {condition}"),
        )


def downgrade() -> None:
    """The moments are those of the processes again."""
    for name in EVENTS:
        op.drop_index(f"ix_event_{name}", "event")
    op.create_index("ix_event_subscription_id", "event", ["subscription_id"])
    op.drop_index("ix_subscription_version_subscription_id_created_at", "subscription_version")
    for name in INDEXES:
        op.drop_index(f"ix_process_subscription_{name}", "process_subscription")
        op.drop_column("process_subscription", name)
