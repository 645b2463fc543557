"""A language model behind an address, on a server that speaks the protocol well and badly."""

import json
import socket
import threading
from typing import Any

import pytest
from tests.adapters.openai_server import Answer, completion, openai_server

from cultotranscript.adapters.llm import LanguageModel, cut_into_pieces
from cultotranscript.pipeline.ports import ModelQuotation, ModelReading, ModelRefusal

GOOD: dict[str, Any] = {
    "title": "A graça que entra",
    "summary": "O sermão fala da graça.",
    "themes": [{"name": "graça", "weight": 0.9}],
    "key_points": ["A graça entra na casa.", "A mesa vem antes da mudança."],
    "questions": ["Onde a graça entrou?"],
    "quotations": [{"text": "quem muda de rua é a gente", "source": "a avó"}],
}
READING = ModelReading(
    title="A graça que entra",
    summary="O sermão fala da graça.",
    themes=[("graça", 0.9)],
    key_points=["A graça entra na casa.", "A mesa vem antes da mudança."],
    questions=["Onde a graça entrou?"],
    quotations=[ModelQuotation("quem muda de rua é a gente", "a avó")],
)


def _read(answer: Answer, transcript: str = "A graça entra na casa.", **options: Any) -> tuple[ModelReading, list[Any]]:
    with openai_server(answer) as server:
        model = LanguageModel(server.url + "/", "test", "secret", **options)
        return model.read_sermon(transcript, "pt", lambda _: None), server.requests


def _refusal(answer: Answer, **options: Any) -> str:
    with pytest.raises(ModelRefusal) as refusal:
        _read(answer, **options)
    return refusal.value.reason


def test_an_answer_of_the_right_form_is_the_reading() -> None:
    with openai_server(lambda *_: completion(json.dumps(GOOD))) as server:
        parts: list[float] = []
        reading = LanguageModel(server.url, "gemma", "secret").read_sermon("A graça entra.", "pt", parts.append)

    assert reading == READING
    assert parts == [1.0]
    [request] = server.requests
    assert request["model"] == "gemma"
    assert any("A graça entra." in str(message["content"]) for message in request["messages"])
    assert server.keys == ["Bearer secret"]


def test_an_answer_in_a_fence_is_read_too() -> None:
    assert _read(lambda *_: completion(f"```json\n{json.dumps(GOOD)}\n```"))[0] == READING


def test_an_answer_that_does_not_fit_is_asked_for_again() -> None:
    def answer(number: int, _: dict[str, Any]) -> tuple[int, Any]:
        return completion("Claro! Aqui está o resumo." if number == 1 else json.dumps(GOOD))

    reading, requests = _read(answer)

    assert reading == READING
    assert len(requests) == 2


@pytest.mark.parametrize(
    ("answered", "reason"),
    [
        (completion("nunca JSON"), "unusable"),
        (completion(json.dumps({**GOOD, "themes": "graça"})), "unusable"),
        (completion(None), "unusable"),
        (completion(None, refusal="I cannot help with that."), "refused"),
        (completion(None, finish_reason="content_filter"), "refused"),
        ((200, "<html>not the protocol</html>"), "unreachable"),
        ((401, {"error": {"message": "bad key", "code": "invalid_api_key"}}), "rejected"),
        ((404, {"error": {"message": "no such model", "code": "model_not_found"}}), "rejected"),
        ((429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}), "budget"),
        ((402, {"error": {"message": "pay first"}}), "budget"),
        ((500, {"error": {"message": "out of memory"}}), "unreachable"),
        ((503, "busy"), "unreachable"),
    ],
)
def test_a_server_that_fails_is_a_refusal_with_its_reason(answered: tuple[int, Any], reason: str) -> None:
    assert _refusal(lambda *_: answered) == reason


def test_a_server_that_does_not_answer_in_time_is_a_refusal() -> None:
    hanging = threading.Event()

    def answer(*_: object) -> tuple[int, Any]:
        hanging.wait(20)
        return completion(json.dumps(GOOD))

    with openai_server(answer) as server:
        model = LanguageModel(server.url, "test", timeout_s=0.3)
        with pytest.raises(ModelRefusal) as refusal:
            model.read_sermon("A graça.", "pt", lambda _: None)
        hanging.set()

    assert refusal.value.reason == "timeout"


def test_nobody_at_the_address_is_a_refusal() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"

        with pytest.raises(ModelRefusal) as refusal:
            LanguageModel(url, "test").read_sermon("A graça.", "pt", lambda _: None)

    assert refusal.value.reason == "unreachable"


def test_a_spent_budget_is_a_refusal() -> None:
    transcript = "\n\n".join("A graça entra na casa hoje. " * 20 for _ in range(6))

    assert _refusal(
        lambda *_: completion(json.dumps(GOOD)), transcript=transcript, piece_words=150, budget_tokens=2500
    ) == ("budget")


def test_a_long_sermon_is_read_in_pieces_that_are_joined_by_one_more_request() -> None:
    transcript = "\n\n".join(f"Parte {number}. " + "A graça entra na casa. " * 20 for number in range(4))
    whole = {**GOOD, "title": "O sermão inteiro", "quotations": []}

    def answer(_: int, body: dict[str, Any]) -> tuple[int, Any]:
        is_joining = "leituras de partes" in str(body["messages"])
        return completion(json.dumps(whole if is_joining else GOOD))

    reading, requests = _read(answer, transcript=transcript, piece_words=220)

    assert len(requests) == 3
    assert reading.title == "O sermão inteiro"
    assert reading.quotations == [*READING.quotations, *READING.quotations]


def test_a_piece_that_does_not_fit_is_cut_smaller() -> None:
    transcript = "\n\n".join("A graça entra na casa hoje. " * 20 for _ in range(40))

    def answer(_: int, body: dict[str, Any]) -> tuple[int, Any]:
        if len(str(body["messages"]).split()) > 3000:
            said = "This model's maximum context length is 4096 tokens."
            return 400, {"error": {"message": said, "code": "context_length_exceeded"}}
        return completion(json.dumps(GOOD))

    reading, requests = _read(answer, transcript=transcript)

    assert reading.title == READING.title
    assert len(requests) > 3


def test_pieces_hold_every_word_are_of_about_one_length_and_none_is_too_long() -> None:
    paragraphs = [f"p{number} " + "palavra " * (number * 13 % 90 + 10) for number in range(50)]
    text = "\n\n".join(paragraphs)

    pieces = cut_into_pieces(text, 300)

    assert " ".join(pieces).split() == text.split()
    lengths = [len(piece.split()) for piece in pieces]
    assert max(lengths) <= 300
    assert min(lengths[:-1]) > 100
    assert cut_into_pieces("x " * 1000, 300) == [" ".join(["x"] * count) for count in (300, 300, 300, 100)]
    assert cut_into_pieces("", 300) == [""]
