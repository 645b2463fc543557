"""The event stream, what changes it, and the door through which other programs post events.

The router answers its own errors, so that it does so in any application that mounts it. The stream is a bare ASGI
endpoint: no response object, no task and no generator stands between the hub and the server.
"""

import hmac
import os
import re
from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from cultotranscript.dtos import (
    LOGGED_EVENT,
    ApiErrorResponse,
    ApiSuccessResponse,
    BroadcastResultDTO,
    EventVideoId,
    LoggedEventDTO,
    SubscriptionDTO,
    VideoStatusEventDTO,
)
from cultotranscript.errors import (
    CultoError,
    InternalTokenInvalidError,
    InvalidJsonError,
    PayloadTooLargeError,
    ValidationFailedError,
)
from cultotranscript.services.sse_manager import RESPONSE_HEADERS, SSEManager, StreamRequest, sse_manager

_BODY_MAX_BYTES = 64 * 1024
_SUBSCRIPTION_MAX_BYTES = 4 * 1024 * 1024
"""20,000 ids of 128 characters."""
_REF = "#/components/schemas/{model}"
"""How a shape that is read by hand is referred to in the API's description."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{22,64}")


class _Route(APIRoute):
    """A route that answers its own errors in the form of the contract, whatever the application around it does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except CultoError as error:
                return _refusal(error)
            except RequestValidationError as error:
                return _refusal(_validation_failed(error.errors()))

        return answer


router = APIRouter(route_class=_Route, tags=["events"])


def _refusal(error: CultoError) -> JSONResponse:
    body = ApiErrorResponse(detail=error.detail, error_code=error.code)
    headers = {"X-Content-Type-Options": "nosniff", **error.headers}
    return JSONResponse(body.model_dump(), status_code=error.status, headers=headers)


def _validation_failed(errors: Sequence[Any]) -> ValidationFailedError:
    """Names the field and what is wrong with it, never what was sent."""
    first: Any = errors[0] if errors else {"type": "", "loc": (), "msg": "invalid"}
    # Of an unknown field the name, and of an unknown type the value, is the sender's own text.
    if first["type"] == "extra_forbidden":
        return ValidationFailedError("The body has a field that is not known here.")
    if first["type"].startswith("union_tag_"):
        return ValidationFailedError("type: video.status, summary.ready or error.")
    place = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part.isidentifier())
    return ValidationFailedError(f"{place or 'body'}: {first['msg']}")


def _manager(scope: Any) -> SSEManager:
    manager = getattr(scope["app"].state, "sse_manager", None) if "app" in scope else None
    return manager if isinstance(manager, SSEManager) else sse_manager


class _Stream:
    """`GET /stream`: an endpoint in plain ASGI, since headers pass an application's middleware and events need not."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = _stream_request(scope)
        except CultoError as error:
            await _refusal(error)(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": 200, "headers": list(RESPONSE_HEADERS)})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        try:
            await _manager(scope).serve(scope, receive, send, request)
        except CultoError as error:
            await _refusal(error)(scope, receive, send)


def _stream_request(scope: Scope) -> StreamRequest:
    """What the query and the headers ask for; what the query says and nobody knows is ignored.

    Raises:
        ValidationFailedError: A value has not the form of its kind.
    """
    last_event_id = None
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            last_event_id = value.decode("latin-1")
    if not scope["query_string"]:
        return StreamRequest(last_event_id=last_event_id)
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
        values.setdefault(name, []).append(value)
    try:
        subscription = SubscriptionDTO.model_validate(
            {
                "video_ids": values.get("video_id"),
                "channel_ids": values.get("channel_id"),
                "types": values.get("type"),
            }
        )
    except ValidationError as error:
        raise _validation_failed(error.errors(include_input=False, include_url=False, include_context=False)) from None
    client_id = values.get("client_id", [None])[-1]
    if client_id is not None and not _CLIENT_ID.fullmatch(client_id):
        raise ValidationFailedError("client_id: 22 to 64 characters of A-Z, a-z, 0-9, - and _")
    named = values.get("named", ["false"])[-1].lower()
    if named not in {"true", "false", "1", "0"}:
        raise ValidationFailedError("named: true or false")
    return StreamRequest(
        subscription=subscription,
        client_id=client_id,
        is_named=named in {"true", "1"},
        last_event_id=last_event_id or values.get("last_event_id", [None])[-1],
    )


stream_endpoint = _Stream()
"""Plain ASGI, so that an application may hand a request to it without asking its router."""
router.routes.append(Route("/stream", stream_endpoint, methods=["GET"], name="stream"))


@router.get("/health", summary="How many streams are open")
async def health(request: Request) -> JSONResponse:
    """Exactly `{"status": "healthy", "connected_clients": n}`."""
    return JSONResponse(
        {"status": "healthy", "connected_clients": _manager(request.scope).get_client_count()},
        headers={"Cache-Control": "no-store"},
    )


@router.post(
    "/broadcast",
    response_model=ApiSuccessResponse[BroadcastResultDTO],
    summary="Post an event",
    openapi_extra={
        "parameters": [
            {"name": "X-Internal-Token", "in": "header", "required": True, "schema": {"type": "string"}},
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": LOGGED_EVENT.json_schema(ref_template=_REF)}},
        },
    },
)
async def broadcast(request: Request) -> JSONResponse:
    """For programs other than our own worker; needs the header `X-Internal-Token`.

    The body is an event (its timestamp may be left out), or `{video_id, status, progress?, message?}`.
    """
    # Before a byte of the body is read: who may not post has no business sending one.
    _check_token(request)
    event = _event(await _read_body(request, _BODY_MAX_BYTES))
    notified = await _manager(request.scope).broadcast_event(event)
    result: dict[str, Any] = {"clients_notified": notified}
    if event.video_id is not None:
        result["video_id"] = event.video_id
    if isinstance(event, VideoStatusEventDTO):
        result["status"] = event.status.value
    return _success(result)


def _check_token(request: Request) -> None:
    configured = getattr(request.app.state, "internal_token", None) or os.environ.get("CULTO_INTERNAL_TOKEN")
    shown = request.headers.getlist("x-internal-token")
    # As bytes: text that is not ASCII makes the comparison raise.
    if not configured or len(shown) != 1 or not hmac.compare_digest(shown[0].encode(), configured.encode()):
        raise InternalTokenInvalidError


async def _read_body(request: Request, max_bytes: int) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > max_bytes:
        raise PayloadTooLargeError(headers={"Connection": "close"})
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > max_bytes:
            raise PayloadTooLargeError(headers={"Connection": "close"})
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise InvalidJsonError from None


def _event(body: bytes) -> LoggedEventDTO:
    value = _json(body)
    try:
        if isinstance(value, dict) and "type" not in value:
            return VideoStatusEventDTO.model_validate(value)
        return LOGGED_EVENT.validate_python(value)
    except ValidationError as error:
        raise _validation_failed(error.errors(include_input=False, include_url=False, include_context=False)) from None


def _success(data: Any) -> JSONResponse:
    return JSONResponse({"success": True, "data": data})


_ClientId = Annotated[str, Path(pattern=f"^{_CLIENT_ID.pattern}$")]
_VideoId = Annotated[EventVideoId, Path()]


@router.put(
    "/clients/{client_id}/subscription",
    response_model=ApiSuccessResponse[None],
    summary="Replace what an open stream follows",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": SubscriptionDTO.model_json_schema(ref_template=_REF)}},
        }
    },
)
async def replace_subscription(client_id: _ClientId, request: Request) -> JSONResponse:
    """Null is no filter, `[]` is nothing of that kind. It beats the stream's address and outlives reconnects."""
    value = _json(await _read_body(request, _SUBSCRIPTION_MAX_BYTES))
    try:
        subscription = SubscriptionDTO.model_validate(value)
    except ValidationError as error:
        raise _validation_failed(error.errors(include_input=False, include_url=False, include_context=False)) from None
    await _manager(request.scope).replace_subscription(client_id, subscription)
    return _success(None)


@router.post(
    "/clients/{client_id}/subscription/videos/{video_id:path}",
    response_model=ApiSuccessResponse[None],
    summary="Follow one more video",
)
async def subscribe_video(client_id: _ClientId, video_id: _VideoId, request: Request) -> JSONResponse:
    """A stream with no video filter follows every video already."""
    await _manager(request.scope).subscribe_video(client_id, video_id)
    return _success(None)


@router.delete(
    "/clients/{client_id}/subscription/videos/{video_id:path}",
    response_model=ApiSuccessResponse[None],
    summary="Follow one video less",
)
async def unsubscribe_video(client_id: _ClientId, video_id: _VideoId, request: Request) -> JSONResponse:
    """409 on a stream with no video filter."""
    await _manager(request.scope).unsubscribe_video(client_id, video_id)
    return _success(None)
