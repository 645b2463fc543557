"""The sermons that the chat is measured on, indexed as the pipeline does."""

import json
from pathlib import Path

from sqlalchemy.orm import Session
from tests.rows import add_video

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.db import reports
from cultotranscript.services.reports import place_of
from cultotranscript.services.search import SearchService

DATA = Path(__file__).parent.parent / "data"


def add_library(session: Session, service: SearchService, *, form: str = "vtt") -> dict[str, int]:
    """Index them all. Returns the id of each."""
    ids = {}
    for name, sermon in _sermons(form).items():
        video = add_video(session, title=sermon[0], speaker=sermon[1])
        service.index_video(session, video, split_sentences(sermon[2]))
        mentions = [
            {
                "place": list(place_of(mention.reference)),
                "timestamp": mention.timestamp,
                "text": mention.text,
                "source": "named",
            }
            for mention in find_mentions(sermon[2])
        ]
        reports.put_span(session, video.id, 1, 0.0, 5000.0)
        reports.put_body(session, video.id, 1, {"mentions": mentions, "passages": []})
        places = dict.fromkeys((str(m["place"][0]), *m["place"][1:]) for m in mentions)  # type: ignore[index]  # JSON.
        reports.replace_preached(session, video.id, list(places), [])
        ids[name] = video.id
    return ids


def _sermons(form: str) -> dict[str, tuple[str, str, list[Segment]]]:
    found = {}
    for name in ("zaqueu", "waiting"):
        file = DATA / "sermons" / f"{name}.{form}"
        gold = json.loads((DATA / "sermons" / f"{name}.json").read_text())
        found[name] = (gold["title"], gold["speaker"], read_captions(file.read_bytes(), file.name))
    for own in json.loads((DATA / "chat" / "sermons.json").read_text()):
        segments = [Segment(10.0 * n, 10.0 * n + 9.5, text) for n, text in enumerate(own["sentences"])]
        found[own["id"]] = (own["title"], own["speaker"], segments)
    return found
