"""Who is seen as dead, and when."""

import pytest

from cultotranscript.db.session import Database
from cultotranscript.errors import UnavailableError
from cultotranscript.services.workers import Workers


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _look(workers: Workers, clock: _Clock, times: int) -> list[str]:
    declared: list[str] = []
    for _ in range(times):
        clock.now += 2
        declared += workers.declare_dead("me")
    return declared


def test_a_worker_without_a_sign_of_life_for_ten_seconds_is_declared_dead_once(database: Database) -> None:
    clock = _Clock()
    workers = Workers(database, clock=clock)
    workers.begin("me")
    workers.begin("other")

    assert _look(workers, clock, 5) == []
    assert _look(workers, clock, 1) == ["other"]
    assert _look(workers, clock, 5) == []
    assert not workers.beat("other")
    assert workers.living() == ["me"]


def test_a_worker_that_gives_signs_of_life_is_left_alone(database: Database) -> None:
    clock = _Clock()
    workers = Workers(database, clock=clock)
    workers.begin("other")

    for _ in range(10):
        assert _look(workers, clock, 3) == []
        assert workers.beat("other")


def test_a_worker_that_is_known_to_have_ended_is_declared_dead_at_once(database: Database) -> None:
    clock = _Clock()
    workers = Workers(database, is_gone=lambda worker_id: worker_id == "gone", clock=clock)
    workers.begin("gone")
    workers.begin("other")

    assert _look(workers, clock, 1) == ["gone"]


def test_nobody_is_declared_dead_for_the_time_in_which_the_database_was_away(database: Database) -> None:
    clock = _Clock()
    is_away = False

    class _Flaky(Database):
        def read(self):  # type: ignore[no-untyped-def]  # As the one that it stands for.
            if is_away:
                raise UnavailableError
            return super().read()

    flaky = _Flaky(database.url.render_as_string(hide_password=False))
    workers = Workers(flaky, clock=clock)
    workers.begin("other")
    assert _look(workers, clock, 4) == []

    is_away = True
    clock.now += 60
    with pytest.raises(UnavailableError):
        workers.declare_dead("me")
    is_away = False

    assert _look(workers, clock, 5) == []
    assert _look(workers, clock, 1) == ["other"]
    flaky.close()


def test_a_worker_that_ends_is_no_longer_known(database: Database) -> None:
    workers = Workers(database)
    workers.begin("me")

    workers.end("me")

    assert workers.living() == []
