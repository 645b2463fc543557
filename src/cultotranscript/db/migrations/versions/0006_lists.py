"""Indexes that answer lists of speakers, counts of channels and looks into names without reading each row."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counts = ["channel_id", "status", "duration", "processed_at", "created_at"]
    op.create_index("ix_video_channel_counts", "video", counts)
    op.create_index("ix_video_speaker", "video", ["speaker"])
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_video_names", "video", ["listed_at", "id", "folded"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_video_names", "video")
    op.drop_index("ix_video_speaker", "video")
    op.drop_index("ix_video_channel_counts", "video")
