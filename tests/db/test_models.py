"""The tables."""

import datetime as dt

import pytest
from sqlalchemy.dialects.sqlite import dialect

from cultotranscript.db.models import UtcDateTime


def test_a_time_without_a_zone_cannot_be_stored() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(dt.datetime(2025, 1, 1), dialect())  # noqa: DTZ001 -- what it refuses.


def test_a_time_of_another_zone_is_stored_in_utc() -> None:
    brasilia = dt.timezone(dt.timedelta(hours=-3))

    stored = UtcDateTime().process_bind_param(dt.datetime(2025, 1, 1, 21, tzinfo=brasilia), dialect())

    assert stored == dt.datetime(2025, 1, 2, tzinfo=dt.UTC)
