"""The API is as it is described, whatever a client sends."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, checks
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.overrides import Override
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.schemas import BaseSchema
from tests.api.applications import API_TOKEN, INTERNAL_TOKEN, Api, MakeApp
from tests.rows import add_channel, add_video

from cultotranscript.analysis.segments import Segment
from cultotranscript.db import transcripts
from cultotranscript.db.session import Database

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


def _document(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = api.get("/openapi.json").json()
    return document


def test_every_answer_and_body_has_an_example_of_its_shape(api: Api) -> None:
    document = _document(api)

    missing, wrong = [], []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            bodies = [operation["requestBody"]] if "requestBody" in operation else []
            for described in [*bodies, *operation["responses"].values()]:
                for media_type, content in described.get("content", {}).items():
                    if "example" not in content:
                        missing.append((method, path, media_type))
                    elif "json" in media_type:
                        schema = {**content["schema"], "components": document["components"]}
                        errors = jsonschema_rs.validator_for(schema).iter_errors(content["example"])
                        wrong += [(method, path, error.message) for error in errors]

    assert missing == []
    assert wrong == []


def test_every_shape_that_is_referred_to_is_described(api: Api) -> None:
    document = _document(api)

    named = set(re.findall(r"#/components/schemas/([A-Za-z0-9_]+)", json.dumps(document)))

    assert named <= set(document["components"]["schemas"])


def test_the_description_in_the_documents_is_the_one_that_is_served(api: Api) -> None:
    text = json.dumps(_document(api), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    assert DOCUMENT.read_text() == text, "run scripts/describe_api"


def _operations() -> list[tuple[str, str]]:
    """Every operation but the stream, whose answer does not end."""
    paths = json.loads(DOCUMENT.read_text())["paths"]
    return [(path, method) for path, methods in paths.items() for method in methods if path != "/api/v2/events/stream"]


@pytest.fixture
def described(make_app: MakeApp, database: Database) -> Iterator[BaseSchema]:
    """The application with a little in it, so that ids are found as well as not."""
    with database.write() as session:
        channel = add_channel(session)
        for _ in range(3):
            video = add_video(session, channel_id=channel.id, status="PROCESSED")
            transcripts.put(session, video.id, 1, [Segment(0.0, 1.0, "Amém")], language="pt", origin="captions")
    # Not in a client that runs the application as well: on two event loops it would wait for itself at its end.
    yield schemathesis.openapi.from_asgi("/openapi.json", make_app(), headers={"Host": "localhost"})
    shutdown_lifespans()


# What is described does not depend on the database.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("path", "method"), _operations())
def test_nothing_that_a_client_sends_is_an_error_of_ours_or_answered_otherwise_than_described(
    described: BaseSchema, path: str, method: str
) -> None:
    operation = described[path][method.upper()]
    generation = described.config.generation_for(operation=operation, phase="coverage")
    limits = CoverageGenerator(
        operation=operation,
        generation_modes=generation.modes,
        generation_config=generation,
        auth_storage=None,
        override=Override(),
        feedback=NO_FEEDBACK,
    )

    for case in limits:
        _check(case)

    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        # What fails is told as it was sent: making it smaller sends hundreds more.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of([operation.as_strategy(generation_mode=mode) for mode in generation.modes]))
    def check_any(case: Case[Any]) -> None:
        _check(case)

    check_any()


def _check(case: Case[Any]) -> None:
    case.headers.update({"Authorization": f"Bearer {API_TOKEN}", "X-Internal-Token": INTERNAL_TOKEN})
    case.call_and_validate(
        base_url="http://localhost",
        checks=[
            checks.not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
        ],
    )
