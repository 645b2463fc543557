"""Servers of both kinds on logs of every form."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.streams import MakeLog, RunningServer, ServerKind, making_logs, running


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def make_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeLog]:
    """Makes event logs of each form in turn."""
    with making_logs(request.param, request, tmp_path) as make:
        yield make


@pytest.fixture(params=["detached", "portable"])
def server_kind(request: pytest.FixtureRequest) -> ServerKind:
    """Our server, or plain uvicorn."""
    kind: ServerKind = request.param
    return kind


@pytest.fixture
def server(make_log: MakeLog, server_kind: ServerKind) -> Iterator[RunningServer]:
    """A web process on an empty log."""
    with running(make_log(), server_kind) as server:
        yield server
