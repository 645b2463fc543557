"""The API's description for machines: what FastAPI makes of the routes, with an example for every answer and body.

An example is made from the shape itself and checked against nothing else, so that it cannot go stale; what a field
called "speaker" looks like is said once, here.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

_VALUES: dict[str, Any] = {
    "id": "7",
    "ids": ["7", "8"],
    "video_id": "7",
    "video_ids": ["7"],
    "channel_id": "3",
    "channel_ids": ["3"],
    "session_id": "9f3c2a51d0b84e67",
    "client_id": "0123456789abcdefghijkl",
    "title": "Zaqueu: a graça que entra em casa",
    "youtube_id": "dQw4w9WgXcQ",
    "youtube_channel_id": "UCuAXFkgsw1L7xaCfnd5JJOw",
    "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "speaker": "Ana Souza",
    "default_speaker": "Ana Souza",
    "message": "Reading the sermon for passages and themes.",
    "detail": "There is no video with this id.",
    "error_code": "VIDEO_NOT_FOUND",
    "error_message": "Checking the file failed: The file is empty. Export it again and send the new one.",
    "thumbnail_url": None,
    "book": "Lucas",
    "chapter": 19,
    "verse_start": 1,
    "verse_end": 10,
    "passage": "Lucas 19:1-10",
    "question": "O que Zaqueu fez depois de ser recebido, e por quê?",
    "summary": "Jesus chama Zaqueu pelo nome.",
    "ai_summary": "Um sermão sobre Lucas 19:1-10.",
    "themes": ["graça", "arrependimento"],
    "theme": "graça",
    "key_points": ["Ele nos vê antes de nós o procurarmos."],
    "suggestions": ["O último quarto não tem aplicação prática."],
    "word_count": 2408,
    "duration": 1417,
    "total_duration": 1417,
    "average_duration": 1417,
    "duration_minutes": 17,
    "wpm": 138,
    "timestamp": 386,
    "start": 386.3,
    "end": 390.5,
    "progress": 70,
    "year": 2025,
    "month": 1,
    "month_label": "Janeiro 2025",
    "page": 1,
    "page_size": 50,
    "total": 1,
    "total_pages": 1,
    "transcript": "Zaqueu, desce depressa.",
    "text": "Zaqueu, desce depressa.",
    "tz": "America/Sao_Paulo",
    "password": "a long sentence",
    "origin": "captions",
    "language": "pt",
    "response": "O sermão diz: “Zaqueu, desce depressa” (6:26).",
    "content": "O que foi dito sobre Zaqueu?",
    "highlights": [[0, 6]],
    "relevance_scores": [0.9],
    "score": 0.8,
    "role": "admin",
    "date": "2025-03-09",
}
_ERRORS = {
    "400": ("INVALID_ID", "An id is a whole number from 1 to 9223372036854775807, written in digits."),
    "401": ("AUTH_REQUIRED", "Sign in first, or send a valid API token."),
    "403": ("CSRF_TOKEN_MISSING", "Send back the X-CSRF-Token that a GET of /api/v2/auth/me gave."),
    "404": ("VIDEO_NOT_FOUND", "There is no video with this id."),
    "405": ("METHOD_NOT_ALLOWED", "This address does not take that method; the Allow header lists those it takes."),
    "409": ("ALREADY_RUNNING", "This video is being worked on already. Cancel that first, or wait for its end."),
    "412": ("PRECONDITION_FAILED", "It was changed by somebody else in the meantime. Load it again."),
    "413": ("PAYLOAD_TOO_LARGE", "The body is larger than this endpoint accepts."),
    "415": ("UNSUPPORTED_MEDIA", "Files of captions (.vtt, .srt, .txt), sound and video are taken."),
    "422": ("VALIDATION_FAILED", "page_size: Input should be less than or equal to 100."),
    "429": ("RATE_LIMITED", "There were too many tries in a short time. Wait a moment, then try again."),
    "503": ("UNAVAILABLE", "The database cannot be reached right now. Try again in a few seconds."),
    "507": ("INSUFFICIENT_STORAGE", "The disk is full. Free some space, then try again."),
}
_DEPTH_MAX = 8
_FILES = {
    "text/markdown": "# Zaqueu: a graça que entra em casa\n\n- **Pregador:** Ana Souza\n",
    "text/plain": "Zaqueu, desce depressa.\n",
    "text/vtt": "WEBVTT\n\n00:06:26.300 --> 00:06:30.500\nZaqueu, desce depressa.\n",
    "application/x-subrip": "1\n00:06:26,300 --> 00:06:30,500\nZaqueu, desce depressa.\n",
    "application/rss+xml": '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"></rss>\n',
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an application; made once."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes, description=_ABOUT)
        document["paths"]["/api/v2/events/stream"] = {"get": _STREAM}
        for methods in document["paths"].values():
            for operation in methods.values():
                _lift_definitions(operation, document)
                _add_examples(operation, document)
        app.openapi_schema = document
    return app.openapi_schema


_ABOUT = (
    "Every JSON success is `{success: true, data}`, every error `{success: false, detail, error_code}`. Writes need "
    "the `X-CSRF-Token` that a GET of `/api/v2/auth/me` gives, or a Bearer token. Reads carry an ETag; an edit with "
    "`If-Match` is refused with 412 when somebody else was quicker."
)


def _query(name: str, text: str, schema: dict[str, Any], *, is_several: bool = False) -> dict[str, Any]:
    schema = {"type": "array", "items": schema} if is_several else schema
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}


_STREAM: dict[str, Any] = {
    "tags": ["events"],
    "summary": "The event stream",
    "operationId": "read_stream",
    "description": (
        "Server-Sent Events: first `retry`, then a heartbeat whose id is the stream's position, then what was missed "
        "since `Last-Event-ID`, then what happens. Each `data` is an event of the shapes VideoStatusEventDTO, "
        "SummaryReadyEventDTO, ErrorEventDTO or HeartbeatEventDTO, told apart by `type`."
    ),
    "parameters": [
        _query("video_id", "Only events of these videos.", {"type": "string", "maxLength": 128}, is_several=True),
        _query("channel_id", "Only events of these channels.", {"type": "string", "maxLength": 128}, is_several=True),
        _query("type", "Only events of these types.", {"$ref": "#/components/schemas/EventType"}, is_several=True),
        _query("client_id", "A name by which the subscription can be changed.", {"type": "string"}),
        _query("named", "Frames carry `event:`, except errors.", {"type": "boolean", "default": False}),
        _query("last_event_id", "As the header Last-Event-ID.", {"type": "string"}),
        {"name": "Last-Event-ID", "in": "header", "required": False, "schema": {"type": "string"}},
    ],
    "responses": {
        "200": {
            "description": "A stream that stays open.",
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string"},
                    "example": (
                        'retry: 4807\n\nid: 41\ndata: {"type":"heartbeat","timestamp":"2025-03-09T21:00:00Z"}\n\n'
                        'id: 42\ndata: {"type":"video.status","timestamp":"2025-03-09T21:00:01Z","video_id":"7",'
                        '"status":"PROCESSING","progress":10,"message":"Checking that it can be worked on."}\n\n'
                    ),
                }
            },
        },
        "422": {
            "description": "A field does not have the expected form.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ApiErrorResponse"}}},
        },
    },
}


def _lift_definitions(operation: dict[str, Any], document: dict[str, Any]) -> None:
    """Put the shapes that a body brings along where all shapes are."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = dict(content.get("schema", {}))
        document["components"]["schemas"].update(schema.pop("$defs", {}))
        content["schema"] = schema


def _add_examples(operation: dict[str, Any], document: dict[str, Any]) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if "schema" in content:
            content["example"] = _example(content["schema"], document)
    # FastAPI describes its own form of a 422, which nobody here answers with.
    for status, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            if media_type != "application/json" and "example" not in content:
                content.update(schema={"type": "string"}, example=_FILES.get(media_type, "…"))
        content = answer.get("content", {}).get("application/json")
        if content is None:
            continue
        if status in _ERRORS:
            code, detail = _ERRORS[status]
            content["schema"] = {"$ref": "#/components/schemas/ApiErrorResponse"}
            content["example"] = {"success": False, "detail": detail, "error_code": code}
        elif "schema" in content:
            content["example"] = _example(content["schema"], document)


def _example(schema: dict[str, Any], document: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value of a shape."""
    if "$ref" in schema:
        target = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return _example(target, document, name, depth)
    kinds = schema.get("type")
    for one in (schema, *schema.get("anyOf", ())):
        if "examples" in one:
            return one["examples"][0]
    if name in _VALUES and "properties" not in schema and _fits(_VALUES[name], schema, document):
        return _VALUES[name]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _example(schema[several][0], document, name, depth)
    if kinds == "object":
        if depth > _DEPTH_MAX:
            return {}
        return {key: _example(value, document, key, depth + 1) for key, value in schema.get("properties", {}).items()}
    if kinds == "array":
        if "prefixItems" in schema:
            return [_example(one, document, "", depth + 1) for one in schema["prefixItems"]]
        return [_example(schema.get("items", {}), document, name.removesuffix("s"), depth + 1)]
    if kinds == "string":
        forms = {"date-time": "2025-03-09T21:00:00Z", "date": "2025-03-09", "binary": "WEBVTT"}
        if name.endswith("_at") or name in ("timestamp", "last_updated"):
            return forms["date-time"]
        return forms.get(schema.get("format", ""), name or "text")
    return {"integer": 1, "number": 1.0, "boolean": True, "null": None}.get(str(kinds))


def _fits(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether a usual value of a name is of this shape: `summary` is a text in one place, an object in another."""
    if "$ref" in schema:
        return _fits(value, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if "anyOf" in schema:
        return any(_fits(value, one, document) for one in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    if "const" in schema:
        return bool(value == schema["const"])
    kind = schema.get("type")
    if kind == "array":
        items = schema.get("items", {})
        return isinstance(value, list) and all(_fits(one, items, document) for one in value)
    if schema.get("format") in ("date-time", "date"):
        return False
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    return kind in kinds and isinstance(value, kinds[kind])  # type: ignore[arg-type]  # Each is a class or several.
