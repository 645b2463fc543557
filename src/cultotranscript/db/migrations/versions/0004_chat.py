"""Conversations about what was preached."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

    op.create_table(
        "chat_session",
        sa.Column("id", row_id, nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("channel_id", row_id, nullable=False),
        sa.Column("session_id", sa.String(128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chat_session_owner", "chat_session", ["owner", "channel_id", "session_id"], unique=True)
    op.create_table(
        "chat_message",
        sa.Column("id", row_id, nullable=False),
        sa.Column("chat_id", row_id, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat_session.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chat_message_chat_id", "chat_message", ["chat_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("chat_message")
    op.drop_table("chat_session")
