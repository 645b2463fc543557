from os import environ

from cultotranscript.broadcast import broadcast_video_status

broadcast_video_status(
    "sermon-7",
    "PROCESSING",
    message="Transcribing",
    progress=20,
    url=environ["EVENTS_URL"],  # http://localhost:8000/api/v2/events/broadcast
    token=environ["CULTO_INTERNAL_TOKEN"],
)
