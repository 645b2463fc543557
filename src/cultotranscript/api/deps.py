"""What routes need, by type: `sessions: LoginSessionsDep`."""

import re
from typing import Annotated

from fastapi import Depends, Path, Request

from cultotranscript.errors import InvalidIdError
from cultotranscript.services.login_sessions import LoginSessions

_LARGEST_ID = 2**63 - 1


def parse_id(text: str) -> int:
    """An id of ours in a path.

    Raises:
        InvalidIdError: It is anything but 1 to 2^63-1 in digits.
    """
    if not re.fullmatch(r"[1-9]\d{0,18}", text, re.ASCII) or int(text) > _LARGEST_ID:
        raise InvalidIdError
    return int(text)


def _video_id(video_id: Annotated[str, Path(description="1 to 2^63-1, in digits.")]) -> int:
    return parse_id(video_id)


def _login_sessions(request: Request) -> LoginSessions:
    service: LoginSessions = request.app.state.parts.login_sessions
    return service


VideoId = Annotated[int, Depends(_video_id)]
LoginSessionsDep = Annotated[LoginSessions, Depends(_login_sessions)]
