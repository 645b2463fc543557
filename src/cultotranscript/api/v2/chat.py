"""The chat over HTTP. A conversation belongs to the browser session, or to the API token, that began it."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from cultotranscript.api.deps import ChatDep, parse_id
from cultotranscript.dtos import ApiSuccessResponse, ChatMessageDTO, ChatRequestDTO, ChatResponseDTO
from cultotranscript.errors import ValidationFailedError

router = APIRouter(tags=["chat"])

_OWNER_KEY = "chat_owner"
_TOKEN_OWNER = "api-token"  # noqa: S105 -- It names who holds the token.


def _channel_id(channel_id: Annotated[str, Path(description="An id in digits; 0 for the whole library.")]) -> int:
    return 0 if channel_id == "0" else parse_id(channel_id)


def _owner(request: Request) -> str:
    """Who asks: "" for a session that has not asked anything yet."""
    if "authorization" in request.headers:
        return _TOKEN_OWNER
    return str(request.session.get(_OWNER_KEY, ""))


_Channel = Annotated[int, Depends(_channel_id)]
_Owner = Annotated[str, Depends(_owner)]


@router.post("/{channel_id}/chat")
def ask(
    chat: ChatDep, channel_id: _Channel, owner: _Owner, asked: ChatRequestDTO, request: Request
) -> ApiSuccessResponse[ChatResponseDTO]:
    """Answer a question with what was preached, or say that the sermons do not hold the answer."""
    if asked.channel_id != str(channel_id):
        raise ValidationFailedError("channel_id: it differs from the one in the address.")
    if not owner:
        owner = request.session[_OWNER_KEY] = secrets.token_urlsafe(24)
    return ApiSuccessResponse(data=chat.ask(owner, channel_id, asked))


@router.get("/{channel_id}/chat/{session_id}")
def read_conversation(
    chat: ChatDep, channel_id: _Channel, owner: _Owner, session_id: str
) -> ApiSuccessResponse[list[ChatMessageDTO]]:
    """All that was asked and answered in a conversation of one's own, oldest first."""
    return ApiSuccessResponse(data=chat.history(owner, channel_id, session_id))


@router.delete("/{channel_id}/chat/{session_id}")
def delete_conversation(
    chat: ChatDep, channel_id: _Channel, owner: _Owner, session_id: str
) -> ApiSuccessResponse[None]:
    """Delete a conversation of one's own."""
    chat.delete(owner, channel_id, session_id)
    return ApiSuccessResponse(data=None)
