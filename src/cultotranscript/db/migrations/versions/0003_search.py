"""The index of what was said. It fills as videos are worked on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    video_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    search_text = sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql")

    op.create_table(
        "search_document",
        sa.Column("video_id", video_id, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sentence_starts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id"),
    )
    op.create_table(
        "spoken_sentence",
        sa.Column("video_id", video_id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Float(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_posting",
        sa.Column("term", search_text, nullable=False),
        sa.Column("video_id", video_id, nullable=False),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.Column("names", sa.SmallInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("positions", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("term", "video_id", postgresql_include=["said", "names", "length"]),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_posting_video_id", "search_posting", ["video_id"], unique=False)
    op.create_table(
        "search_word",
        sa.Column("word", search_text, nullable=False),
        sa.Column("term", search_text, nullable=False),
        sa.PrimaryKeyConstraint("word"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("search_word", "search_posting", "spoken_sentence", "search_document"):
        op.drop_table(table)
