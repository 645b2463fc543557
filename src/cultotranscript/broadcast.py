"""Post events from a program that runs elsewhere, to the broadcast endpoint of the application that holds the streams.

Nothing here ever stops the program's own work: after five seconds at most it goes on, and what failed is logged. Our
own worker does not use this; it writes to the event log itself.
"""

import logging
import threading

import httpx2

from cultotranscript.dtos import LoggedEventDTO, VideoStatus, VideoStatusEventDTO

_log = logging.getLogger(__name__)

LIMIT_S = 5.0
"""How long a post may keep the program that makes it."""


def broadcast_event(event: LoggedEventDTO, *, url: str, token: str, limit_s: float = LIMIT_S) -> bool:
    """Post an event.

    Args:
        event: Any event but a heartbeat.
        url: Of the endpoint, such as `http://localhost:8000/api/v2/events/broadcast`.
        token: The application's `CULTO_INTERNAL_TOKEN`.
        limit_s: Seconds after which this returns, whatever the server does.

    Returns:
        Whether it was accepted; never raises.
    """
    answers: list[str] = []

    def post() -> None:
        try:
            # Both ends are ours: no proxy that the environment names stands between them.
            with httpx2.Client(timeout=limit_s, trust_env=False) as client:
                response = client.post(
                    url,
                    content=event.model_dump_json(exclude_none=True),
                    headers={"X-Internal-Token": token, "Content-Type": "application/json"},
                )
            answers.append("" if response.status_code == 200 else f"it answered {response.status_code}")
        except Exception as error:  # The work of the program that posts goes on, whatever this is.
            answers.append(f"{type(error).__name__}: {error}")

    # A client's own limits hold for each read; a server that answers a byte at a time would never reach them.
    thread = threading.Thread(target=post, name="broadcast", daemon=True)
    thread.start()
    thread.join(limit_s)
    failure = answers[0] if answers else f"no answer within {limit_s:g} s"
    if failure:
        _log.warning("An event of type %s could not be posted to %s: %s", event.type, url, failure)
    return not failure


def broadcast_video_status(
    video_id: str,
    status: VideoStatus | str,
    message: str | None = None,
    progress: int | None = None,
    *,
    url: str,
    token: str,
) -> bool:
    """`broadcast_event` of a `video.status`; `progress` is percent of the whole. Never raises."""
    try:
        event = VideoStatusEventDTO(video_id=video_id, status=VideoStatus(status), message=message, progress=progress)
    except ValueError as error:
        _log.warning("This is no event that could be posted: %s", error)
        return False
    return broadcast_event(event, url=url, token=token)
