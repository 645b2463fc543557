"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "channel",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("youtube_channel_id", sa.String(length=64), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("last_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("youtube_channel_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "channel_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("published_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("max_videos", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("worker_id", sa.String(length=200), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("channel_check", schema=None) as batch_op:
        batch_op.create_index("ix_channel_check_status", ["status", "id"], unique=False)
        batch_op.create_index("ix_channel_check_channel_id", ["channel_id", "id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("video_id", sa.String(length=128), nullable=True),
        sa.Column("channel_id", sa.String(length=128), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "login_session",
        sa.Column("id_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id_sha256"),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index("ix_login_session_expires_at", ["expires_at"], unique=False)

    op.create_table(
        "stream_subscription",
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("opening", sa.String(length=32), nullable=False),
        sa.Column("subscription", sa.JSON(), nullable=False),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id"),
    )
    with op.batch_alter_table("stream_subscription", schema=None) as batch_op:
        batch_op.create_index("ix_stream_subscription_seen_at", ["seen_at"], unique=False)
        batch_op.create_index("ix_stream_subscription_version", ["version"], unique=False)

    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "video",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("youtube_id", sa.String(length=11), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=500), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("is_title_given", sa.Boolean(), nullable=False),
        sa.Column("speaker", sa.String(length=500), nullable=True),
        sa.Column("is_speaker_given", sa.Boolean(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("error_code", sa.String(length=100), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("from_step", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("content_sha256"),
        sa.UniqueConstraint("youtube_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("video", schema=None) as batch_op:
        batch_op.create_index("ix_video_listed_at", ["listed_at", "id"], unique=False)
        batch_op.create_index("ix_video_channel_id_listed_at", ["channel_id", "listed_at", "id"], unique=False)
        batch_op.create_index("ix_video_created_at", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_video_title", ["title", "id"], unique=False)
        batch_op.create_index("ix_video_duration", ["duration", "id"], unique=False)
        batch_op.create_index("ix_video_status", ["status", "id"], unique=False)

    op.create_table(
        "preached_passage",
        sa.Column("video_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=40), nullable=False),
        sa.Column("chapter", sa.Integer(), nullable=False),
        sa.Column("verse_start", sa.Integer(), nullable=False),
        sa.Column("verse_end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id", "position"),
    )
    with op.batch_alter_table("preached_passage", schema=None) as batch_op:
        batch_op.create_index("ix_preached_passage_place", ["book", "chapter", "verse_start"], unique=False)

    op.create_table(
        "preached_theme",
        sa.Column("video_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("theme", sa.String(length=100), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id", "theme"),
    )
    with op.batch_alter_table("preached_theme", schema=None) as batch_op:
        batch_op.create_index("ix_preached_theme_theme", ["theme"], unique=False)

    op.create_table(
        "report",
        sa.Column("video_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("sermon_start", sa.Float(), nullable=False),
        sa.Column("sermon_end", sa.Float(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id"),
    )
    op.create_table(
        "summary_correction",
        sa.Column("video_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("themes_added", sa.JSON(), nullable=False),
        sa.Column("themes_removed", sa.JSON(), nullable=False),
        sa.Column("passages_added", sa.JSON(), nullable=False),
        sa.Column("passages_removed", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id"),
    )
    op.create_table(
        "transcript",
        sa.Column("video_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("origin", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id", "run"),
    )
    op.create_table(
        "translation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "verse",
        sa.Column("translation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("book", sa.String(length=40), nullable=False),
        sa.Column("chapter", sa.Integer(), nullable=False),
        sa.Column("verse", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["translation_id"], ["translation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("translation_id", "book", "chapter", "verse"),
    )


def downgrade() -> None:
    op.drop_table("verse")
    op.drop_table("translation")

    op.drop_table("transcript")
    op.drop_table("summary_correction")
    op.drop_table("report")
    with op.batch_alter_table("preached_theme", schema=None) as batch_op:
        batch_op.drop_index("ix_preached_theme_theme")

    op.drop_table("preached_theme")
    with op.batch_alter_table("preached_passage", schema=None) as batch_op:
        batch_op.drop_index("ix_preached_passage_place")

    op.drop_table("preached_passage")
    with op.batch_alter_table("video", schema=None) as batch_op:
        batch_op.drop_index("ix_video_status")
        batch_op.drop_index("ix_video_duration")
        batch_op.drop_index("ix_video_title")
        batch_op.drop_index("ix_video_created_at")
        batch_op.drop_index("ix_video_channel_id_listed_at")
        batch_op.drop_index("ix_video_listed_at")

    op.drop_table("video")
    op.drop_table("worker")
    with op.batch_alter_table("stream_subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stream_subscription_seen_at"))

    op.drop_table("stream_subscription")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_expires_at"))

    op.drop_table("login_session")
    op.drop_table("event")
    op.drop_table("channel_check")
    op.drop_table("channel")
