"""The files in deploy/: what can be known of them without an engine that runs containers, and the proxy for real."""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest
import typer.main
import yaml  # type: ignore[import-untyped]  # It comes without types.
from tests.installation import Installation, answers, free_port, installed, variants, wait_until

from cultotranscript.cli import cli
from cultotranscript.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
CADDY = os.environ.get("CULTO_TEST_CADDY")
"""The path of a Caddy."""
SERMON = (ROOT / "tests" / "data" / "sermons" / "zaqueu.vtt").read_bytes()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """What the compose file says."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return read


def test_each_container_of_ours_runs_a_command_that_there_is(compose: dict[str, Any]) -> None:
    commands = [service["command"] for service in compose["services"].values() if "command" in service]
    image = re.search(r"^CMD (.*)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert image is not None

    for program, *arguments in [*commands, json.loads(image[1])]:
        assert program == "culto"
        group: Any = typer.main.get_command(cli)
        while arguments and arguments[0] in getattr(group, "commands", {}):
            group = group.commands[arguments.pop(0)]
        # An unknown option is refused here.
        group.make_context("culto", arguments, resilient_parsing=False)
    assert len(commands) == 3


def test_every_variable_is_a_setting(compose: dict[str, Any]) -> None:
    texts = [path.read_text() for path in DEPLOY.iterdir()] + [(ROOT / "docs" / "operations.md").read_text()]

    named = {name for text in texts for name in re.findall(r"\bCULTO_([A-Z][A-Z_]+)\b", text)}

    assert {name for name in named if name.lower() not in Settings.model_fields} == set()
    # What compose puts into its own file has to be given.
    example = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "culto.env.example").read_text(), re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)\}", (DEPLOY / "compose.yaml").read_text())) <= example


def test_the_files_and_volumes_that_are_named_are_there(compose: dict[str, Any]) -> None:
    built = re.findall(r"^COPY (?!--from)(.*)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    for line in built:
        *sources, _target = shlex.split(line)
        assert [source for source in sources if not (ROOT / source).exists()] == []
    for service in compose["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in compose["volumes"]
        for other in service.get("depends_on", ()):
            assert other in compose["services"]


def test_events_go_through_the_proxy_as_they_come_and_its_clients_are_counted(tmp_path: Path) -> None:
    if CADDY is None:
        pytest.skip("set CULTO_TEST_CADDY to the path of a Caddy to run this test")
    port = free_port()
    with installed(tmp_path / "data") as installation:
        installation.start()
        file = tmp_path / "Caddyfile"
        own = (DEPLOY / "Caddyfile").read_text().replace("web:8000", f"127.0.0.1:{installation.port}")
        file.write_text("{\n\tadmin off\n}\n" + own)  # Else it listens on a port that others may have.
        environment = {
            **os.environ,
            "CULTO_DOMAIN": f"http://127.0.0.1:{port}",
            "HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
        }
        with (tmp_path / "caddy.log").open("wb") as log:
            proxy = subprocess.Popen(
                [CADDY, "run", "--adapter", "caddyfile", "--config", str(file)], env=environment, stdout=log, stderr=log
            )
        try:
            wait_until(lambda: answers(port), "the proxy's start")
            _watch_a_sermon(installation, f"http://127.0.0.1:{port}")
            wait_until(lambda: _open_streams(installation) == 0, "the end of the stream that was left")
        finally:
            proxy.terminate()
            proxy.wait()


def _watch_a_sermon(installation: Installation, address: str) -> None:
    with (
        httpx2.Client(base_url=address, trust_env=False, timeout=60) as client,
        client.stream("GET", "/api/v2/events/stream") as stream,
    ):
        lines = stream.iter_lines()
        assert next(lines).startswith(("id", "retry", ":", "event", "data"))
        assert _open_streams(installation) == 1
        video_id = installation.upload(*variants(SERMON, 1)[0])
        for line in lines:
            # Had the proxy kept what comes, this would wait for its buffer to fill, or for ever.
            if line.startswith("data: ") and (event := json.loads(line[6:])).get("status") == "PROCESSED":
                assert event["video_id"] == video_id
                return


def _open_streams(installation: Installation) -> int:
    metrics = httpx2.get(f"{installation.address}/metrics", trust_env=False).text
    found = re.search(r"^culto_streams\w* (\d+)", metrics, re.MULTILINE)
    assert found is not None, metrics
    return int(found[1])
