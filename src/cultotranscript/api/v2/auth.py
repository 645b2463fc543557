"""Signing in and out of an installation with a password."""

from fastapi import APIRouter, Request

from cultotranscript.api.deps import LoginSessionsDep
from cultotranscript.dtos import ApiSuccessResponse, LoginDTO, SessionStateDTO
from cultotranscript.middleware.csrf import generate_csrf_token, get_csrf_token
from cultotranscript.middleware.door import SESSION_KEY

router = APIRouter(tags=["auth"])

_ROLE = "admin"


@router.post("/login")
def sign_in(request: Request, login: LoginDTO, sessions: LoginSessionsDep) -> ApiSuccessResponse[SessionStateDTO]:
    """Sign in. The session and its CSRF token are new ones afterwards."""
    session_id = sessions.sign_in(login.password)
    request.session.clear()
    request.session[SESSION_KEY] = session_id
    generate_csrf_token(request)
    return _state(is_in=True, role=_ROLE)


@router.post("/logout")
def sign_out(request: Request, sessions: LoginSessionsDep) -> ApiSuccessResponse[SessionStateDTO]:
    """Sign out, for every copy of this session's cookie."""
    session_id = request.session.get(SESSION_KEY)
    if isinstance(session_id, str):
        sessions.sign_out(session_id)
    request.session.clear()
    generate_csrf_token(request)
    return _state(is_in=not sessions.is_needed)


@router.get("/me")
def who_am_i(request: Request, sessions: LoginSessionsDep) -> ApiSuccessResponse[SessionStateDTO]:
    """Whether the caller is in; a fresh CSRF token comes with it. Without a password everybody is in."""
    if "authorization" not in request.headers:
        get_csrf_token(request)
    return _state(is_in=True, role=_ROLE if sessions.is_needed else None)


def _state(*, is_in: bool, role: str | None = None) -> ApiSuccessResponse[SessionStateDTO]:
    state = SessionStateDTO(authenticated=is_in, role=role)
    return ApiSuccessResponse[SessionStateDTO](data=state)
