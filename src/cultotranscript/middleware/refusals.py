"""An error of ours as an answer, for what stands outside of the application's own error handlers."""

from starlette.responses import JSONResponse

from cultotranscript.dtos import ApiErrorResponse
from cultotranscript.errors import CultoError


def refusal(error: CultoError) -> JSONResponse:
    """The answer that says an error: its sentence, code, status and headers."""
    body = ApiErrorResponse(detail=error.detail, error_code=error.code).model_dump(mode="json")
    return JSONResponse(body, error.status, {"X-Content-Type-Options": "nosniff", **error.headers})
