"""A language model that composes answers, on a server that speaks the protocol well and badly."""

import json
import socket
import threading
from typing import Any

import pytest
from tests.adapters.openai_server import completion, openai_server

from cultotranscript.adapters.answer_model import AnswerLanguageModel
from cultotranscript.services.chat import AnswerTask

TASK = AnswerTask(
    question="O que foi dito sobre a graça?",
    language="pt",
    history=[("user", "Quem é Zaqueu?"), ("assistant", "Um cobrador de impostos.")],
    quotations=["A graça entra na casa.", "A mesa vem antes da mudança."],
    is_global=False,
)


def test_it_is_asked_with_the_numbered_quotations_and_the_conversation() -> None:
    with openai_server(lambda *_: completion("“A graça entra na casa.” [1]")) as server:
        answer = AnswerLanguageModel(server.url, "gemma", "secret").compose(TASK)

    assert answer == "“A graça entra na casa.” [1]"
    [request] = server.requests
    asked = json.dumps(request["messages"], ensure_ascii=False)
    assert "[2] A mesa vem antes da mudança." in asked
    assert "Um cobrador de impostos." in asked
    assert "Use apenas as citações" in asked
    assert request["temperature"] == 0.0
    assert server.keys == ["Bearer secret"]


@pytest.mark.parametrize(
    "answered",
    [
        completion(None, refusal="I cannot help with that."),
        completion(""),
        (200, "<html>not the protocol</html>"),
        (401, {"error": {"message": "bad key"}}),
        (429, {"error": {"message": "slow down"}}),
        (500, {"error": {"message": "out of memory"}}),
    ],
)
def test_a_server_that_fails_gives_no_answer(answered: tuple[int, Any]) -> None:
    with openai_server(lambda *_: answered) as server:
        assert AnswerLanguageModel(server.url, "gemma").compose(TASK) is None


def test_a_server_that_does_not_answer_in_time_gives_none() -> None:
    hanging = threading.Event()

    def answer(*_: object) -> tuple[int, Any]:
        hanging.wait(20)
        return completion("late")

    with openai_server(answer) as server:
        assert AnswerLanguageModel(server.url, "gemma", timeout_s=0.3).compose(TASK) is None
        hanging.set()


def test_nobody_at_the_address_gives_none() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        assert AnswerLanguageModel(f"http://127.0.0.1:{port}/v1", "gemma", timeout_s=5).compose(TASK) is None
