"""The chat over HTTP, through the whole application."""

import pytest
from tests.api.applications import API_TOKEN, Api, MakeApi
from tests.services.chat_library import add_library

from cultotranscript.db.session import Database
from cultotranscript.services.search import SearchService


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    """The ids of the sermons of the library."""
    with database.write() as session:
        return add_library(session, SearchService(database))


def _ask(api: Api, message: str, channel: str = "0", **more: object) -> dict[str, object]:
    body = {"message": message, "session_id": "s1", "channel_id": channel, **more}
    answer = api.send("POST", f"/api/v2/channels/{channel}/chat", json=body)
    assert answer.status_code == 200, answer.text
    data: dict[str, object] = answer.json()["data"]
    return data


def test_a_question_is_answered_listed_and_deleted(api: Api, ids: dict[str, int]) -> None:
    answer = _ask(api, "What is lament?")

    assert f"/videos/{ids['waiting']}?t=" in str(answer["response"])
    assert answer["session_id"] == "s1"
    path = "/api/v2/channels/0/chat/s1"
    messages = api.get(path).json()["data"]
    assert [one["role"] for one in messages] == ["user", "assistant"]
    assert messages[1]["content"] == answer["response"]
    assert api.send("DELETE", path).json()["data"] is None
    assert api.get(path).status_code == 404
    assert api.send("DELETE", path).json()["error_code"] == "CHAT_NOT_FOUND"


def test_a_refusal_cites_nothing(api: Api, ids: dict[str, int]) -> None:
    del ids

    answer = _ask(api, "Qual é a capital da França?")

    assert (answer["cited_videos"], answer["relevance_scores"]) == ([], [])
    assert "modelo de linguagem" in str(_ask(api, "O que é a graça?", knowledge_mode="global")["response"])


def test_nobody_reads_the_conversation_of_another(make_api: MakeApi, ids: dict[str, int]) -> None:
    del ids
    one, another = make_api(), make_api()
    _ask(one, "What is lament?")

    assert another.get("/api/v2/channels/0/chat/s1").status_code == 404
    _ask(another, "What is lament?")
    assert len(another.get("/api/v2/channels/0/chat/s1").json()["data"]) == 2


def test_a_script_with_the_token_keeps_its_own_conversations(make_api: MakeApi, ids: dict[str, int]) -> None:
    del ids
    api = make_api(password="salmo vinte e três")
    headers = {"Authorization": f"Bearer {API_TOKEN}"}
    body = {"message": "What is lament?", "session_id": "s1", "channel_id": "0"}

    assert api.client.post("/api/v2/channels/0/chat", json=body, headers=headers).status_code == 200
    assert api.get("/api/v2/channels/0/chat/s1", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("0", {"channel_id": "1"}, 422),
        ("77", {"channel_id": "77"}, 404),
        ("x", {"channel_id": "x"}, 400),
        ("00", {"channel_id": "00"}, 400),
        ("0", {"message": ""}, 422),
        ("0", {"message": "a" * 4001}, 422),
        ("0", {"session_id": ""}, 422),
        ("0", {"knowledge_mode": "all"}, 422),
        ("0", {"more": 1}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused(api: Api, path: str, body: dict[str, object], status: int) -> None:
    whole = {"message": "What is lament?", "session_id": "s1", "channel_id": "0", **body}

    assert api.send("POST", f"/api/v2/channels/{path}/chat", json=whole).status_code == status
