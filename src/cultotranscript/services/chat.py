"""Questions about what was preached, answered with what was preached.

An answer is made of verbatim quotations, each with a link to its second. Where the sermons do not hold the answer, it
says so. The same question to the same sermons has the same answer. A language model, where one is set, may compose the
answer from the quotations; each that it gives is checked to be one of them, word for word, or its answer is not used.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from cultotranscript.analysis.asked import Asked, inherit, understand
from cultotranscript.analysis.books import format_reference
from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.search_terms import tokenise
from cultotranscript.db import channels, chats
from cultotranscript.db.models import ChatMessage
from cultotranscript.db.session import Database
from cultotranscript.db.videos import VideoFilter
from cultotranscript.dtos import ChatMessageDTO, ChatRequestDTO, ChatResponseDTO, VideoDTO
from cultotranscript.errors import ChannelNotFoundError, ChatNotFoundError
from cultotranscript.services.answers import Quotation, find_quotations
from cultotranscript.services.videos import video_dto

_log = logging.getLogger(__name__)

_REMEMBERED = 6
"""Messages that a question may lean back on."""
_TEXTS = {
    "pt": {
        "found": "Isto foi dito sobre isso:",
        "who preached": "Pregou sobre isso:",
        "who preached, several": "Pregaram sobre isso:",
        "which sermon": "Falou-se disso neste sermão:",
        "which sermon, several": "Falou-se disso nestes sermões:",
        "by": ", por {speaker}",
        "nothing": "Os sermões daqui não trazem resposta a essa pergunta.",
        "no place": "Nenhum sermão daqui fala de {places}.",
        "no question": "Pergunte algo sobre o que foi pregado, por exemplo: “O que foi dito sobre o perdão?”",
        "no model": "Respostas além do que foi pregado precisam de um modelo de linguagem, e aqui não há nenhum "
        "configurado. Pergunte no modo que usa só os sermões.",
        "model silent": "O modelo de linguagem não respondeu agora. Tente de novo mais tarde.",
        "and": " e ",
    },
    "en": {
        "found": "This was said about it:",
        "who preached": "This person preached about it:",
        "who preached, several": "These people preached about it:",
        "which sermon": "It was spoken of in this sermon:",
        "which sermon, several": "It was spoken of in these sermons:",
        "by": ", by {speaker}",
        "nothing": "The sermons here do not hold an answer to that question.",
        "no place": "No sermon here speaks of {places}.",
        "no question": "Ask something about what was preached, such as: “What was said about forgiveness?”",
        "no model": "Answers beyond what was preached need a language model, and none is set here. Ask in the mode "
        "that uses the sermons alone.",
        "model silent": "The language model did not answer just now. Try again later.",
        "and": " and ",
    },
}


@dataclass(frozen=True, slots=True)
class AnswerTask:
    """What a language model composes an answer from.

    Attributes:
        question: As it was asked.
        language: That the answer is in.
        history: (role, content) of the messages before, oldest first.
        quotations: Numbered from 1, as the model refers to them: [1].
        is_global: It may add what it knows itself.
    """

    question: str
    language: Language
    history: Sequence[tuple[str, str]]
    quotations: Sequence[str]
    is_global: bool


class AnswerModel(Protocol):
    """A language model that composes answers."""

    def compose(self, task: AnswerTask) -> str | None:
        """An answer in the task's language, or None where the model cannot be reached or gives nothing of use.

        Quotations stand in “” or "" and are word for word those of the task; each is followed by its number, as in
        “waiting is not wasted” [2].
        """


class ChatService:
    """Answers questions and keeps the conversations.

    Args:
        database: Where the index and the conversations are.
        model: Composes answers; None where none is set.
    """

    def __init__(self, database: Database, model: AnswerModel | None = None) -> None:
        self._database, self._model = database, model

    def ask(self, owner: str, channel_id: int, request: ChatRequestDTO) -> ChatResponseDTO:
        """Answer a question.

        Args:
            owner: Who asks.
            channel_id: Whose sermons answer; 0 for the whole library.
            request: The question.

        Raises:
            ChannelNotFoundError: There is no such channel.
        """
        with self._database.read() as session:
            self._check_channel(session, channel_id)
            chat = chats.find(session, owner, channel_id, request.session_id)
            before = list(chats.newest_messages(session, chat.id, limit=_REMEMBERED)) if chat is not None else []
            asked, favoured = _in_context(request.message, before)
            quotations: list[Quotation] = []
            if request.knowledge_mode == "database_only" or self._model is not None:
                wanted = VideoFilter(channel_id=channel_id or None)
                quotations = find_quotations(session, asked, wanted, favoured)
        # No database session is open while a model thinks.
        answer, cited = self._answer(asked, quotations, request, before)
        with self._database.write() as session:
            chat = chats.find_or_add(session, owner, channel_id, request.session_id)
            memory = {"terms": [term.term for term in asked.terms], "language": asked.language}
            chats.add_message(session, chat.id, "user", request.message, memory)
            session.flush()
            chats.add_message(session, chat.id, "assistant", answer, {"videos": [int(one.id) for one in cited]})
        scores = [max(one.relevance for one in quotations if str(one.video.id) == video.id) for video in cited]
        return ChatResponseDTO(
            response=answer,
            cited_videos=list(cited),
            relevance_scores=[round(score, 3) for score in scores],
            session_id=request.session_id,
        )

    def history(self, owner: str, channel_id: int, session_id: str) -> list[ChatMessageDTO]:
        """All that was asked and answered in a conversation, oldest first.

        Raises:
            ChannelNotFoundError: There is no such channel.
            ChatNotFoundError: Its maker has no such conversation.
        """
        with self._database.read() as session:
            self._check_channel(session, channel_id)
            chat = chats.find(session, owner, channel_id, session_id)
            if chat is None:
                raise ChatNotFoundError
            return [
                ChatMessageDTO(
                    role="user" if message.role == "user" else "assistant",
                    content=message.content,
                    timestamp=message.created_at,
                )
                for message in chats.list_messages(session, chat.id)
            ]

    def delete(self, owner: str, channel_id: int, session_id: str) -> None:
        """Delete a conversation.

        Raises:
            ChannelNotFoundError: There is no such channel.
            ChatNotFoundError: Its maker has no such conversation.
        """
        with self._database.write() as session:
            self._check_channel(session, channel_id)
            chat = chats.find(session, owner, channel_id, session_id)
            if chat is None:
                raise ChatNotFoundError
            chats.delete(session, chat.id)

    def _check_channel(self, session: Session, channel_id: int) -> None:
        if channel_id and channels.find(session, channel_id) is None:
            raise ChannelNotFoundError

    def _answer(
        self, asked: Asked, quotations: Sequence[Quotation], request: ChatRequestDTO, before: Sequence[ChatMessage]
    ) -> tuple[str, list[VideoDTO]]:
        """The answer and the videos that it cites."""
        texts = _TEXTS[asked.language]
        is_global = request.knowledge_mode == "global"
        if is_global and self._model is None:
            return texts["no model"], []
        if self._model is not None and (quotations or is_global):
            composed = self._composed(self._model, asked, quotations, request, before)
            if composed is not None:
                return composed
        if quotations:
            return _quoting(asked, quotations), _videos(quotations)
        if is_global:
            return texts["model silent"], []
        if asked.references:
            places = texts["and"].join(format_reference(reference) for reference in asked.references)
            return texts["no place"].format(places=places), []
        is_question = any(not term.is_soft for term in asked.terms)
        return texts["nothing" if is_question else "no question"], []

    def _composed(
        self,
        model: AnswerModel,
        asked: Asked,
        quotations: Sequence[Quotation],
        request: ChatRequestDTO,
        before: Sequence[ChatMessage],
    ) -> tuple[str, list[VideoDTO]] | None:
        task = AnswerTask(
            question=request.message,
            language=asked.language,
            history=[(message.role, message.content) for message in reversed(before)],
            quotations=[quotation.text for quotation in quotations],
            is_global=request.knowledge_mode == "global",
        )
        answer = model.compose(task)
        if answer is None or not answer.strip():
            return None
        if not is_verbatim(answer, task.quotations):
            _log.warning("The language model quoted what nobody said; the built-in answer is given")
            return None
        used = {int(number) for number in _NUMBER.findall(answer) if 0 < int(number) <= len(quotations)}
        if not used and not task.is_global:
            return None
        linked = _NUMBER.sub(lambda found: _link_of(quotations, int(found[1])), answer.replace("\x00", ""))
        return linked, _videos([quotations[number - 1] for number in sorted(used)])


def is_verbatim(answer: str, quotations: Sequence[str]) -> bool:
    """Whether all that an answer quotes is word for word in one of the quotations; case and signs do not count."""
    said = [f" {' '.join(token.word for token in tokenise(text))} " for text in quotations]
    for found in _QUOTED.finditer(answer):
        words = " ".join(token.word for token in tokenise(found[1] or found[2] or ""))
        if words and not any(f" {words} " in text for text in said):
            return False
    return True


_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
_NUMBER = re.compile(r"\[(\d{1,2})\]")


def _link_of(quotations: Sequence[Quotation], number: int) -> str:
    return _link(quotations[number - 1]) if 0 < number <= len(quotations) else ""


def _in_context(message: str, before: Sequence[ChatMessage]) -> tuple[Asked, frozenset[int]]:
    """A question with what it takes from the ones before, and the videos that the last answer cited."""
    questions = [one for one in before if one.role == "user"]
    asked = understand(message, language=questions[0].memory["language"] if questions else None)
    if not asked.leans_back or not questions:
        return asked, frozenset()
    cited: list[int] = next((one.memory["videos"] for one in before if one.role == "assistant"), [])
    return inherit(asked, questions[0].memory["terms"]), frozenset(cited)


def _quoting(asked: Asked, quotations: Sequence[Quotation]) -> str:
    texts = _TEXTS[asked.language]
    several = len({quotation.video.id for quotation in quotations}) > 1
    kind = "found" if asked.kind == "what" else f"{asked.kind}, several" if several else asked.kind
    parts = [texts[kind]]
    for quotation in quotations:
        speaker = quotation.video.speaker
        by = texts["by"].format(speaker=speaker) if speaker else ""
        parts.append(f"“{quotation.text}” — {quotation.video.title}{by}, {_link(quotation)}")
    return "\n\n".join(parts)


def _link(quotation: Quotation) -> str:
    return f"[{clock(quotation.start)}](/videos/{quotation.video.id}?t={quotation.start})"


def clock(seconds: int) -> str:
    """Seconds as mm:ss, or h:mm:ss from an hour on."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def _videos(quotations: Sequence[Quotation]) -> list[VideoDTO]:
    rows = {quotation.video.id: quotation.video for quotation in quotations}
    return [video_dto(row) for row in rows.values()]
