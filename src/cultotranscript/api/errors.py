"""Errors as JSON: every one has the same form, says a sentence, and never echoes what was sent."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from cultotranscript.dtos import ApiErrorResponse
from cultotranscript.errors import CultoError, InvalidJsonError, ValidationFailedError

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_ROUTED_AS = {"HEAD": "GET"}
_HTTP_CODES = {
    400: ("BAD_REQUEST", "The request could not be understood."),
    404: ("NOT_FOUND", "There is nothing at this address."),
    405: ("METHOD_NOT_ALLOWED", "This address does not take that method; the Allow header lists those it takes."),
    413: ("PAYLOAD_TOO_LARGE", "The body is larger than this endpoint accepts."),
    415: ("UNSUPPORTED_MEDIA", "This endpoint does not take that type of content."),
}

ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": ApiErrorResponse, "description": description}
    for status, description in {
        400: "A bad id, a bad Host or malformed JSON.",
        401: "Sign in first, or send a valid API token.",
        403: "The CSRF or internal token is missing or wrong.",
        404: "There is no such thing.",
        409: "It is not in a state for this.",
        412: "It was changed by somebody else in the meantime.",
        413: "The body is too large.",
        415: "Not a type of content that is taken.",
        422: "A field does not have the expected form; `detail` names it.",
        429: "Too many requests or tries; Retry-After tells when to ask again.",
        503: "The database cannot be reached; Retry-After tells when.",
        507: "The disk is full.",
    }.items()
}
"""Documented with every endpoint."""


def install_error_handlers(app: FastAPI) -> None:
    """Answer every foreseen error of an application in our form."""
    app.add_exception_handler(CultoError, _on_culto_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)


class ErrorRoute(APIRoute):
    """A route that answers errors in our form in whatever application it is mounted."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with errors turned into answers."""
        handle = super().get_route_handler()

        async def handle_with_errors(request: Request) -> Response:
            try:
                return await handle(request)
            except CultoError as error:
                return await _on_culto_error(request, error)
            except RequestValidationError as error:
                return await _on_validation_error(request, error)

        return handle_with_errors


def error_response(error: CultoError) -> JSONResponse:
    """An error of ours as an answer."""
    body = ApiErrorResponse(detail=error.detail, error_code=error.code)
    return JSONResponse(body.model_dump(mode="json"), status_code=error.status, headers=error.headers)


def validation_detail(errors: Sequence[Any]) -> str:
    """A sentence that names the first field that is wrong and why, without what was sent."""
    first = errors[0]
    loc = list(first["loc"])
    if loc and loc[0] in ("body", "query", "path", "header"):
        loc = loc[1:] or loc
    place = ".".join(str(part) for part in loc)
    reason = str(first["msg"]).removeprefix("Value error, ")
    # Only names of ours, or short ones: an unknown field's name is the sender's text.
    if first["type"] == "extra_forbidden":
        return "The body has a field that is not known here."
    return f"{place}: {reason}." if place else f"{reason}."


async def _on_culto_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CultoError)
    return error_response(error)


async def _on_validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if any(one["type"] == "json_invalid" for one in errors):
        return error_response(InvalidJsonError())
    return error_response(ValidationFailedError(validation_detail(errors)))


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400 and request.headers.get("content-type", "").startswith("application/json"):
        # Too deep, not UTF-8, a number of thousands of digits: what the framework gives up on without saying why.
        return error_response(InvalidJsonError())
    code, detail = _HTTP_CODES.get(error.status_code, ("HTTP_ERROR", "The request could not be answered."))
    body = ApiErrorResponse(detail=detail, error_code=code)
    answer = JSONResponse(body.model_dump(mode="json"), status_code=error.status_code, headers=error.headers)
    if error.status_code == 405 and (methods := _methods_of(request)):
        answer.headers["Allow"] = ", ".join(methods)
    return answer


def _methods_of(request: Request) -> list[str]:
    """All that an address takes: the error knows only of the first of several routes at one address.

    What is mounted takes every method as far as routes can tell, and says by itself which ones.
    """
    routes = [route for route in request.app.router.routes if not isinstance(route, Mount)]
    return [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": _ROUTED_AS.get(method, method)})[0] is Match.FULL
            for route in routes
        )
    ]
