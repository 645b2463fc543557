"""The name that YouTube gave a channel, for one whose id nobody has asked for yet; the code of a look's failure."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel", sa.Column("youtube_name", sa.String(length=100), nullable=True))
    op.add_column("channel_check", sa.Column("error_code", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("channel_check", "error_code")
    op.drop_column("channel", "youtube_name")
