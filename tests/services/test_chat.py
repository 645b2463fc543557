"""The chat: answers, refusals, conversations, and what a language model may add."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from tests.rows import add_channel
from tests.services.chat_library import add_library

from cultotranscript.db import videos
from cultotranscript.db.session import Database
from cultotranscript.dtos import ChatRequestDTO, ChatResponseDTO
from cultotranscript.errors import ChannelNotFoundError, ChatNotFoundError
from cultotranscript.services.chat import AnswerTask, ChatService, clock, is_verbatim
from cultotranscript.services.search import SearchService


@dataclass
class SpokenModel:
    """Answers what it is told to."""

    answers: Sequence[str | None]
    tasks: list[AnswerTask] = field(default_factory=list)

    def compose(self, task: AnswerTask) -> str | None:
        self.tasks.append(task)
        return self.answers[len(self.tasks) - 1]


def _ask(
    chat: ChatService, message: str, *, session_id: str = "s", owner: str = "ana", channel: int = 0, mode: str = ""
) -> ChatResponseDTO:
    request = ChatRequestDTO(
        message=message,
        session_id=session_id,
        channel_id=str(channel),
        knowledge_mode="global" if mode == "global" else "database_only",
    )
    return chat.ask(owner, channel, request)


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    """The ids of the sermons of the library."""
    with database.write() as session:
        return add_library(session, SearchService(database))


@pytest.fixture
def chat(database: Database, ids: dict[str, int]) -> ChatService:
    """A chat over the library, without a model."""
    del ids
    return ChatService(database)


def test_an_answer_quotes_what_was_said_with_links_to_its_seconds(chat: ChatService, ids: dict[str, int]) -> None:
    answer = _ask(chat, "O que a avó do pastor dizia?")

    assert answer.response.startswith("Isto foi dito sobre isso:")
    assert "Deus não perde o endereço de ninguém" in answer.response
    links = re.findall(r"\[(\d\d):(\d\d)\]\(/videos/(\d+)\?t=(\d+)\)", answer.response)
    assert links
    assert all(60 * int(minute) + int(second) == int(at) for minute, second, _, at in links)
    assert str(ids["zaqueu"]) in [video.id for video in answer.cited_videos]
    assert len(answer.relevance_scores) == len(answer.cited_videos)
    assert answer.relevance_scores[0] >= 0.6


def test_an_answer_is_in_the_language_of_the_question(chat: ChatService) -> None:
    assert _ask(chat, "What is lament?").response.startswith("This was said about it:")
    assert _ask(chat, "Who preached about the piano?").response.startswith("This person preached about it:")
    assert _ask(chat, "Em que sermão se falou da televisão?").response.startswith("Falou-se disso neste sermão:")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("O que o pastor acha da inteligência artificial?", "não trazem resposta"),
        ("What did the pastor say about vaccines?", "do not hold an answer"),
        ("O que foi dito sobre João 3:16?", "Nenhum sermão daqui fala de João 3:16."),
        ("What was said about Romans 12:1?", "No sermon here speaks of"),
        ("Bom, e então?", "Pergunte algo"),
        ("???", "Pergunte algo"),
    ],
)
def test_what_the_sermons_do_not_hold_is_said_plainly(chat: ChatService, question: str, says: str) -> None:
    answer = _ask(chat, question)

    assert says in answer.response
    assert (answer.cited_videos, answer.relevance_scores) == ([], [])


def test_the_same_question_has_the_same_answer(chat: ChatService) -> None:
    answers = {_ask(chat, "O que é arrependimento?", session_id=session_id).response for session_id in ("a", "a", "b")}

    assert len(answers) == 1


def test_a_question_may_lean_on_the_one_before(chat: ChatService) -> None:
    _ask(chat, "Quem era o Beto?")
    followed = _ask(chat, "E o que ele comeu no almoço?")
    alone = _ask(chat, "Por quê?", session_id="other")

    assert "Frango" in followed.response
    assert "Pergunte algo" in alone.response


def test_a_question_on_something_else_leans_on_nothing(chat: ChatService) -> None:
    _ask(chat, "Quem era o Beto?")

    assert _ask(chat, "What is lament?").response == _ask(chat, "What is lament?", session_id="new").response


def test_a_conversation_is_listed_and_deleted_by_its_maker_alone(chat: ChatService) -> None:
    answer = _ask(chat, "O que é arrependimento?")

    history = chat.history("ana", 0, "s")
    assert [(one.role, one.content) for one in history] == [
        ("user", "O que é arrependimento?"),
        ("assistant", answer.response),
    ]
    for owner, channel, session_id in (("rui", 0, "s"), ("ana", 0, "t")):
        with pytest.raises(ChatNotFoundError):
            chat.history(owner, channel, session_id)
        with pytest.raises(ChatNotFoundError):
            chat.delete(owner, channel, session_id)
    chat.delete("ana", 0, "s")
    with pytest.raises(ChatNotFoundError):
        chat.history("ana", 0, "s")


def test_a_channel_answers_with_its_own_sermons(database: Database, chat: ChatService, ids: dict[str, int]) -> None:
    with database.write() as session:
        channel = add_channel(session).id
        video = videos.find(session, ids["waiting"])
        assert video is not None
        video.channel_id = channel

    assert _ask(chat, "What is lament?", channel=channel).cited_videos
    assert not _ask(chat, "O que é arrependimento?", channel=channel).cited_videos
    with pytest.raises(ChannelNotFoundError):
        _ask(chat, "What is lament?", channel=channel + 1)


def test_without_a_model_the_global_mode_says_what_it_needs(chat: ChatService) -> None:
    answer = _ask(chat, "O que é arrependimento?", mode="global")

    assert "precisam de um modelo de linguagem" in answer.response
    assert answer.cited_videos == []
    assert "need a language model" in _ask(chat, "What is lament?", mode="global").response


def test_a_model_composes_from_the_quotations_and_its_numbers_become_links(
    database: Database, ids: dict[str, int]
) -> None:
    model = SpokenModel(["Lament is tired hope: “lament is hope that's tired” [1]."])
    answer = _ask(ChatService(database, model), "What is lament?")

    assert answer.response.startswith("Lament is tired hope: “lament is hope that's tired” [")
    assert f"](/videos/{ids['waiting']}?t=" in answer.response
    assert [video.id for video in answer.cited_videos] == [str(ids["waiting"])]
    (task,) = model.tasks
    assert (task.question, task.language, task.is_global, task.history) == ("What is lament?", "en", False, [])
    assert "Lament is hope that's tired" in task.quotations[0]


@pytest.mark.parametrize("said", [None, "", "“Lament is joy” [1]", "Lament is hope."])
def test_a_model_that_fails_or_invents_a_quotation_is_not_used(
    database: Database, chat: ChatService, said: str | None
) -> None:
    answer = _ask(ChatService(database, SpokenModel([said])), "What is lament?")

    assert answer == _ask(chat, "What is lament?")


def test_a_model_is_not_asked_for_what_the_sermons_do_not_hold(database: Database, ids: dict[str, int]) -> None:
    del ids
    model = SpokenModel(["Paris.", None])
    chat = ChatService(database, model)

    assert "não trazem resposta" in _ask(chat, "Qual é a capital da França?").response
    assert model.tasks == []
    assert _ask(chat, "Qual é a capital da França?", mode="global").response == "Paris."
    assert "não respondeu" in _ask(chat, "Qual é a capital da Itália?", mode="global").response
    assert [role for role, _ in model.tasks[1].history] == ["user", "assistant"] * 2


def test_quotations_are_compared_word_by_word() -> None:
    said = ["Lament is hope that's tired.", "Waiting is not wasted"]

    assert is_verbatim('He says “lament is hope” and "waiting is not wasted".', said)
    assert is_verbatim("Nothing is quoted.", said)
    assert not is_verbatim("“hope is lament”", said)
    assert not is_verbatim("“tired waiting”", said)


def test_seconds_are_shown_as_people_read_them() -> None:
    assert [clock(seconds) for seconds in (5, 75, 3600, 4271)] == ["00:05", "01:15", "1:00:00", "1:11:11"]
