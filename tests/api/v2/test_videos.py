"""Videos over HTTP, through the whole application."""

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from tests.api.applications import Api, MakeApi
from tests.fakes.job_queue import FakeJobQueue
from tests.rows import add_channel, add_video, told
from tests.services.test_runs import BODY

from cultotranscript.analysis.segments import Segment
from cultotranscript.db import reports, transcripts, videos
from cultotranscript.db.session import Database
from cultotranscript.dtos import VideoStatusEventDTO

CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:04.000\nNo princípio era o Verbo, e o Verbo era Deus.\n".encode()
YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def _upload(api: Api, content: bytes = CAPTIONS, name: str = "Culto_de_domingo.vtt", **fields: str) -> Any:
    return api.send("POST", "/api/v2/videos/upload", files={"file": (name, content)}, data=fields)


def _analysed(database: Database, **values: Any) -> int:
    """A processed video with a transcript and a summary."""
    with database.write() as session:
        video = add_video(session, status="PROCESSED", progress=100, **values)
        segments = [Segment(0.0, 4.5, "Zaqueu, desce depressa."), Segment(4.5, 9.0, "Hoje fico em tua casa.")]
        transcripts.put(session, video.id, 1, segments, language="pt", origin="captions")
        reports.put_span(session, video.id, 1, 0.0, 9.0)
        reports.put_body(session, video.id, 1, BODY)
        reports.replace_preached(session, video.id, [("Lucas", 19, 1, 10)], [("graça", 0.8)])
        return video.id


def test_an_upload_is_queued_with_what_its_sender_says(database: Database, api: Api, job_queue: FakeJobQueue) -> None:
    answer = _upload(api, title="A graça", speaker="Ana Souza", published_at="2025-03-09T18:00:00-03:00")

    assert answer.status_code == 202
    video = answer.json()["data"]
    assert (video["title"], video["speaker"], video["status"]) == ("A graça", "Ana Souza", "QUEUED")
    assert (video["published_at"], video["youtube_id"], video["channel_id"]) == ("2025-03-09T21:00:00Z", "", "0")
    assert [(job.video_id, job.run, job.from_step) for job in job_queue.enqueued] == [(int(video["id"]), 1, "metadata")]
    (event,) = told(database)
    assert isinstance(event, VideoStatusEventDTO)
    assert (event.video_id, event.status, event.progress) == (video["id"], "QUEUED", 0)


def test_a_file_without_a_title_is_called_as_it_was(api: Api) -> None:
    assert _upload(api).json()["data"]["title"] == "Culto de domingo"


def test_the_same_file_again_is_the_video_that_there_is(api: Api, job_queue: FakeJobQueue) -> None:
    first = _upload(api).json()["data"]

    again = _upload(api, name="another name.vtt")

    assert again.status_code == 200
    assert again.json()["data"]["id"] == first["id"]
    assert len(job_queue.enqueued) == 1


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("sermon.pdf", b"%PDF-1.7", 415, "UNSUPPORTED_MEDIA"),
        ("sermon", CAPTIONS, 415, "UNSUPPORTED_MEDIA"),
        ("sermon.vtt", b"", 422, "INVALID_FILE"),
        ("sermon.vtt", bytes(range(256)) * 10, 415, "UNSUPPORTED_MEDIA"),
        ("sermon.mp3", CAPTIONS, 415, "UNSUPPORTED_MEDIA"),
        ("sermon.vtt", b"WEBVTT\n\n" + b"x" * 21_000_000, 422, "INVALID_FILE"),
    ],
)
def test_a_file_that_cannot_be_worked_on_is_refused_and_nothing_of_it_stays(
    api: Api, tmp_path: Path, name: str, content: bytes, status: int, code: str
) -> None:
    answer = _upload(api, content, name)

    assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    assert list((tmp_path / "uploads").iterdir()) == []
    assert api.get("/api/v2/videos").json()["data"]["pagination"]["total"] == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"nonsense": "1"},
        {"published_at": "yesterday"},
        {"channel_id": "99"},
        {"channel_id": "abc"},
        {"title": "x" * 501},
        {"speaker": "a\nb"},
    ],
)
def test_a_form_with_a_wrong_field_is_refused(api: Api, fields: dict[str, str]) -> None:
    answer = _upload(api, CAPTIONS, "a.vtt", **fields)

    assert (answer.status_code, answer.json()["error_code"]) == (422, "VALIDATION_FAILED")


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, b"--x\r\n"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"no form at all"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b'--x\r\nContent-Disposition: form-data; name="file"'),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--\r\n"),
    ],
)
def test_a_body_that_is_no_form_is_refused(api: Api, headers: dict[str, str], content: bytes) -> None:
    answer = api.send("POST", "/api/v2/videos/upload", headers=headers, content=content)

    assert (answer.status_code, answer.json()["error_code"]) == (422, "VALIDATION_FAILED")


def test_a_file_that_is_too_large_is_refused_before_it_is_all_there(make_api: MakeApi, tmp_path: Path) -> None:
    api = make_api(upload_max_mb=1)

    answer = _upload(api, b"WEBVTT\n" + b"x" * 1_100_000)

    assert (answer.status_code, answer.json()["error_code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert list((tmp_path / "uploads").iterdir()) == []


def test_an_address_is_queued_once_and_again_when_it_failed(
    database: Database, api: Api, job_queue: FakeJobQueue
) -> None:
    first = api.send("POST", "/api/v2/videos", json={"url": YOUTUBE})
    again = api.send("POST", "/api/v2/videos", json={"url": "https://youtu.be/dQw4w9WgXcQ?si=x"})
    video_id = int(first.json()["data"]["id"])
    with database.write() as session:
        video = videos.find(session, video_id)
        assert video is not None
        video.status = "FAILED"
    after_failure = api.send("POST", "/api/v2/videos", json={"url": YOUTUBE})

    assert [first.status_code, again.status_code, after_failure.status_code] == [202, 200, 202]
    assert {answer.json()["data"]["id"] for answer in (first, again, after_failure)} == {str(video_id)}
    assert first.json()["data"]["youtube_id"] == "dQw4w9WgXcQ"
    assert [job.run for job in job_queue.enqueued] == [1, 2]


def test_an_address_of_anything_else_is_refused(api: Api) -> None:
    answer = api.send("POST", "/api/v2/videos", json={"url": "https://vimeo.com/1"})

    assert (answer.status_code, answer.json()["error_code"]) == (422, "UNSUPPORTED_URL")


def test_a_video_is_accepted_while_the_job_engine_is_away(api: Api, job_queue: FakeJobQueue) -> None:
    job_queue.is_away = True

    assert _upload(api).status_code == 202


def test_a_detail_has_the_summary_and_the_text(database: Database, api: Api) -> None:
    video_id = _analysed(database, speaker="Ana Souza")

    detail = api.get(f"/api/v2/videos/{video_id}").json()["data"]

    assert detail["transcript"] == "Zaqueu, desce depressa. Hoje fico em tua casa."
    assert detail["summary"]["themes"] == ["graça"]
    assert detail["summary"]["passages"] == [
        {
            "book": "Lucas",
            "chapter": 19,
            "verse_start": 1,
            "verse_end": 10,
            "text": None,
            "timestamp": 12,
            "source": "named",
        }
    ]
    assert (detail["summary"]["speaker"], detail["summary"]["word_count"]) == ("Ana Souza", 900)


def test_a_video_that_waits_has_an_empty_summary(api: Api) -> None:
    video_id = _upload(api).json()["data"]["id"]

    detail = api.get(f"/api/v2/videos/{video_id}").json()["data"]

    assert detail["summary"]["key_points"] == []
    assert detail["transcript"] is None


@pytest.mark.parametrize("path", ["", "/transcript", "/detailed-report", "/summary", "/reprocess", "/cancel"])
def test_ids_that_are_none_or_unknown_are_told_apart(api: Api, path: str) -> None:
    method = {"/summary": "PATCH", "/reprocess": "POST", "/cancel": "POST"}.get(path, "GET")
    for bad in ("0", "-1", "01", "abc", "9223372036854775808", "1.5", "%00", "٣"):
        answer = api.send(method, f"/api/v2/videos/{bad}{path}", json={})
        assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_ID")
    answer = api.send(method, f"/api/v2/videos/9223372036854775807{path}", json={})
    assert (answer.status_code, answer.json()["error_code"]) == (404, "VIDEO_NOT_FOUND")


def test_a_list_filters_sorts_and_pages(database: Database, api: Api) -> None:
    with database.write() as session:
        channel_id = add_channel(session).id
    first = _analysed(database, title="Zaqueu e a graça", speaker="José Lima", duration=100, channel_id=channel_id)
    with database.write() as session:
        second = add_video(session, title="Oração", status="FAILED", duration=300).id
        third = add_video(session, title="Bem-aventuranças", speaker="Ana Souza", duration=200).id

    def ids(query: str) -> list[int]:
        answer = api.get(f"/api/v2/videos?{query}")
        assert answer.status_code == 200, answer.text
        return [int(video["id"]) for video in answer.json()["data"]["items"]]

    assert ids("") == [third, second, first]
    assert ids("search=oracao") == [second]
    assert ids("search=JOSE+zaqueu") == [first]
    assert ids("search=%25") == []
    assert ids("speaker=jose") == [first]
    assert ids("speaker=graca") == []
    assert ids("status=FAILED&status=QUEUED") == [third, second]
    assert ids(f"channel_id={channel_id}") == [first]
    assert ids("channel_id=0") == [third, second]
    assert ids("theme=gra%C3%A7a") == [first]
    assert ids("biblical_ref=Lc+19.5") == [first]
    assert ids("biblical_ref=lucas+dezenove&theme=gra%C3%A7a&search=zaqueu") == [first]
    assert ids("biblical_ref=Lucas") == [first]
    assert ids("biblical_ref=Jo%C3%A3o+3:16") == []
    assert ids("sort=title") == [third, second, first]
    assert ids("sort=-duration") == [second, third, first]
    assert ids("page_size=2&page=2") == [first]
    assert ids("limit=1&offset=1") == [second]
    assert ids("page=99") == []
    page = api.get("/api/v2/videos?page_size=2").json()["data"]["pagination"]
    assert page == {"page": 1, "page_size": 2, "total": 3, "total_pages": 2}


def test_filters_combine_in_every_way(database: Database, api: Api) -> None:
    with database.write() as session:
        channel_id = add_channel(session).id
    march, may = datetime(2025, 3, 9, 12, tzinfo=UTC), datetime(2025, 5, 4, 12, tzinfo=UTC)
    for speaker in ("José Lima", "Ana Souza"):
        for number, listed_at in ((channel_id, march), (None, march), (channel_id, may)):
            _analysed(database, title=f"Graça {speaker[0]}", speaker=speaker, channel_id=number, listed_at=listed_at)
            with database.write() as session:
                add_video(session, title="Graça", speaker=speaker, channel_id=number, listed_at=listed_at)
    filters = [
        "search=graca", "speaker=jose", "status=PROCESSED", f"channel_id={channel_id}", "theme=gra%C3%A7a",
        "biblical_ref=Lucas+19", "date_start=2025-04-01", "date_end=2025-04-01",
    ]  # fmt: skip

    def ids(*chosen: str) -> set[str]:
        answer = api.get("/api/v2/videos?" + "&".join(chosen))
        assert answer.status_code == 200, answer.text
        return {video["id"] for video in answer.json()["data"]["items"]}

    alone = {one: ids(one) for one in filters}
    assert all(alone.values())
    for count in range(2, len(filters) + 1):
        for chosen in combinations(filters, count):
            assert ids(*chosen) == set.intersection(*(alone[one] for one in chosen)), chosen


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page_size=101", "limit=0", "offset=-1", "page=1&limit=5", "sort=id", "status=DONE", "tz=Mars/Base",
        "date_start=soon", "date_end=1735689600", "date_start=2025-01-31T00:00:00", "date_end=2025-1-31",
        "biblical_ref=nowhere", "channel_id=x", "page=99999999999999999999",
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_answered_is_422(api: Api, query: str) -> None:
    answer = api.get(f"/api/v2/videos?{query}")

    assert (answer.status_code, answer.json()["error_code"]) == (422, "VALIDATION_FAILED")


def test_days_are_those_of_the_time_zone_that_is_asked_for(database: Database, api: Api) -> None:
    video_id = int(_upload(api, published_at="2025-03-10T01:30:00Z").json()["data"]["id"])

    def found(query: str) -> bool:
        items = api.get(f"/api/v2/videos?{query}").json()["data"]["items"]
        return [int(video["id"]) for video in items] == [video_id]

    assert found("date_start=2025-03-09&date_end=2025-03-09")
    assert not found("date_start=2025-03-10")
    assert found("date_start=2025-03-10&date_end=2025-03-10&tz=UTC")
    months = api.get("/api/v2/videos/months").json()["data"]
    assert [(group["year"], group["month"], group["month_label"]) for group in months] == [(2025, 3, "Março 2025")]


def test_months_are_newest_first_with_all_of_their_videos(database: Database, api: Api) -> None:
    for day, duration in (("2025-01-05", 60), ("2025-03-02", 30), ("2025-01-26", 40)):
        answer = _upload(api, CAPTIONS + day.encode(), published_at=f"{day}T12:00:00Z")
        with database.write() as session:
            video = videos.find(session, int(answer.json()["data"]["id"]))
            assert video is not None
            video.duration = duration

    months = api.get("/api/v2/videos/months").json()["data"]

    assert [group["month_label"] for group in months] == ["Março 2025", "Janeiro 2025"]
    assert [video["published_at"] for video in months[1]["videos"]] == ["2025-01-26T12:00:00Z", "2025-01-05T12:00:00Z"]
    assert months[1]["total_duration"] == 100
    assert [g["month"] for g in api.get("/api/v2/videos/months?before=2025-03-15").json()["data"]] == [1]


def test_only_what_was_sent_of_a_video_changes(database: Database, api: Api) -> None:
    video_id = _analysed(database, speaker="Ana Souza")

    changed = api.send("PATCH", f"/api/v2/videos/{video_id}", json={"title": "Novo"}).json()["data"]
    assert (changed["title"], changed["speaker"]) == ("Novo", "Ana Souza")
    changed = api.send("PATCH", f"/api/v2/videos/{video_id}", json={"speaker": None}).json()["data"]
    assert (changed["title"], changed["speaker"]) == ("Novo", None)
    wrong_bodies: list[object] = [{"title": None}, {"title": " "}, {"status": "PROCESSED"}, {"channel_id": "7"}, []]
    for wrong in wrong_bodies:
        assert api.send("PATCH", f"/api/v2/videos/{video_id}", json=wrong).status_code == 422


def test_a_corrected_summary_is_kept_and_marked(database: Database, api: Api) -> None:
    video_id = _analysed(database)
    passages = [{"book": "Romanos", "chapter": 8}, {"book": "jo", "chapter": 3, "verse_start": 16}]

    summary = api.send(
        "PATCH",
        f"/api/v2/videos/{video_id}/summary",
        json={"themes": ["Perdão"], "passages": passages, "speaker": "Bia"},
    ).json()["data"]

    assert (summary["themes"], summary["speaker"]) == (["perdão"], "Bia")
    assert [(p["book"], p["chapter"], p["verse_start"], p["verse_end"], p["source"]) for p in summary["passages"]] == [
        ("Romanos", 8, 1, 39, "edited"),
        ("João", 3, 16, None, "edited"),
    ]
    with database.write() as session:
        reports.put_body(session, video_id, 1, BODY)  # As a later analysis does.
    detail = api.get(f"/api/v2/videos/{video_id}").json()["data"]
    assert detail["summary"]["passages"] == summary["passages"]
    assert api.get("/api/v2/videos?biblical_ref=Rm+8").json()["data"]["pagination"]["total"] == 1
    assert api.get("/api/v2/videos?biblical_ref=Lc+19").json()["data"]["pagination"]["total"] == 0


@pytest.mark.parametrize(
    "passage",
    [
        {"book": "Nárnia", "chapter": 1},
        {"book": "Atos", "chapter": 29},
        {"book": "João", "chapter": 3, "verse_start": 99},
        {"book": "João", "chapter": 3, "verse_start": 16, "verse_end": 3},
    ],
)
def test_a_passage_that_does_not_exist_cannot_be_entered(
    database: Database, api: Api, passage: dict[str, object]
) -> None:
    video_id = _analysed(database)

    answer = api.send("PATCH", f"/api/v2/videos/{video_id}/summary", json={"passages": [passage]})

    assert (answer.status_code, answer.json()["error_code"]) == (422, "VALIDATION_FAILED")


def test_a_transcript_comes_in_each_form(database: Database, api: Api) -> None:
    video_id = _analysed(database)

    def read(form: str) -> Any:
        return api.get(f"/api/v2/videos/{video_id}/transcript?format={form}")

    assert read("json").json()["data"]["segments"][1] == {"start": 4.5, "end": 9.0, "text": "Hoje fico em tua casa."}
    assert read("txt").text == "Zaqueu, desce depressa. Hoje fico em tua casa.\n"
    assert read("vtt").text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:04.500\nZaqueu")
    assert read("srt").text.startswith("1\n00:00:00,000 --> 00:00:04,500\nZaqueu")
    assert read("vtt").headers["content-type"] == "text/vtt; charset=utf-8"
    assert read("pdf").status_code == 422


def test_a_video_without_a_transcript_says_so(api: Api) -> None:
    video_id = _upload(api).json()["data"]["id"]

    answer = api.get(f"/api/v2/videos/{video_id}/transcript")

    assert (answer.status_code, answer.json()["error_code"]) == (404, "TRANSCRIPT_NOT_FOUND")


def test_an_edited_transcript_is_analysed_and_the_old_one_stays(
    database: Database, api: Api, job_queue: FakeJobQueue
) -> None:
    video_id = _analysed(database)

    answer = api.send(
        "PATCH",
        f"/api/v2/videos/{video_id}/transcript",
        json={"transcript": "Zaqueu, desce já. Hoje fico em tua casa."},
    )

    assert (answer.status_code, answer.json()["data"]["status"]) == (202, "QUEUED")
    segments = api.get(f"/api/v2/videos/{video_id}/transcript").json()["data"]["segments"]
    assert [(s["start"], s["text"]) for s in segments] == [(0.0, "Zaqueu, desce já."), (4.5, "Hoje fico em tua casa.")]
    old = api.get(f"/api/v2/videos/{video_id}/transcript?version=1").json()["data"]
    assert old["segments"][0]["text"] == "Zaqueu, desce depressa."
    assert [(job.run, job.from_step) for job in job_queue.enqueued] == [(2, "sermon_start")]
    backward = {"segments": [{"start": 2.0, "end": 1.0, "text": "x"}]}
    wrong_bodies: list[object] = [{}, {"transcript": ""}, {"segments": []}, backward]
    for wrong in wrong_bodies:
        assert api.send("PATCH", f"/api/v2/videos/{video_id}/transcript", json=wrong).status_code in (409, 422)


def test_a_failed_video_goes_on_from_its_step_or_from_any_other(
    database: Database, api: Api, job_queue: FakeJobQueue
) -> None:
    video_id = _analysed(database, from_step="analyse")
    with database.write() as session:
        video = videos.find(session, video_id)
        assert video is not None
        video.status = "FAILED"

    answer = api.send("POST", f"/api/v2/videos/{video_id}/reprocess")
    assert (answer.status_code, answer.json()["data"]["status"]) == (202, "QUEUED")
    again = api.send("POST", f"/api/v2/videos/{video_id}/reprocess")
    assert (again.status_code, again.json()["error_code"]) == (409, "ALREADY_RUNNING")
    api.send("POST", f"/api/v2/videos/{video_id}/cancel")
    api.send("POST", f"/api/v2/videos/{video_id}/reprocess", json={"from_step": "index"})
    assert api.send("POST", f"/api/v2/videos/{video_id}/reprocess", json={"from_step": "x"}).status_code == 422

    assert [(job.run, job.from_step) for job in job_queue.enqueued] == [(2, "analyse"), (4, "index")]


def test_a_step_that_needs_what_is_not_there_is_begun_earlier(
    database: Database, api: Api, job_queue: FakeJobQueue
) -> None:
    with database.write() as session:
        video_id = add_video(session, status="FAILED").id

    api.send("POST", f"/api/v2/videos/{video_id}/reprocess", json={"from_step": "index"})

    assert job_queue.enqueued[0].from_step == "transcript"


def test_cancelling_stops_the_work_and_only_what_runs_can_be_cancelled(
    database: Database, api: Api, job_queue: FakeJobQueue
) -> None:
    video_id = _upload(api).json()["data"]["id"]

    answer = api.send("POST", f"/api/v2/videos/{video_id}/cancel")

    assert (answer.status_code, answer.json()["data"]["status"]) == (202, "FAILED")
    assert api.get(f"/api/v2/videos/{video_id}").json()["data"]["error_code"] == "CANCELLED"
    assert [state.status for state in job_queue.list_of(int(video_id))] == ["cancelled"]
    again = api.send("POST", f"/api/v2/videos/{video_id}/cancel")
    assert (again.status_code, again.json()["error_code"]) == (409, "NOT_RUNNING")


def test_a_deleted_video_is_gone_with_its_file_and_can_be_sent_again(
    api: Api, job_queue: FakeJobQueue, tmp_path: Path
) -> None:
    video_id = _upload(api).json()["data"]["id"]

    answer = api.send("DELETE", f"/api/v2/videos/{video_id}")

    assert (answer.status_code, answer.json()) == (200, {"success": True, "data": None, "message": None})
    assert api.get(f"/api/v2/videos/{video_id}").status_code == 404
    assert list((tmp_path / "uploads").iterdir()) == []
    assert [state.status for state in job_queue.list_active()] == []
    assert _upload(api).status_code == 202


def test_the_detailed_report_has_all_that_was_found(database: Database, api: Api) -> None:
    video_id = _analysed(database)

    report = api.get(f"/api/v2/videos/{video_id}/detailed-report").json()["data"]

    assert (report["video_id"], report["ai_summary"]) == (str(video_id), "Zaqueu desce da árvore.")
    assert report["statistics"] == {"word_count": 900, "duration_minutes": 8, "wpm": 112}
    assert report["themes"] == [{"theme": "graça", "score": 0.8}]


def test_the_paths_without_a_version_are_the_same_list_and_submission(api: Api) -> None:
    assert api.send("POST", "/api/videos", json={"url": YOUTUBE}).status_code == 202
    assert api.get("/api/videos").json() == api.get("/api/v2/videos").json()
    assert api.get("/api/v2/videos/").json() == api.get("/api/v2/videos").json()


def test_an_edit_of_what_changed_meanwhile_is_refused(database: Database, api: Api) -> None:
    video_id = _analysed(database)
    path = f"/api/v2/videos/{video_id}"
    tag = api.get(path).headers["etag"]

    first = api.send("PATCH", path, json={"title": "Mine"}, headers={"If-Match": tag})
    late = api.send("PATCH", path, json={"title": "Yours"}, headers={"If-Match": tag})
    summary = api.send("PATCH", f"{path}/summary", json={"themes": []}, headers={"If-Match": tag})
    fresh = api.get(path).headers["etag"]
    again = api.send("PATCH", f"{path}/summary", json={"themes": []}, headers={"If-Match": f'"x", {fresh}'})
    gone = api.send("DELETE", "/api/v2/videos/99", headers={"If-Match": "*"})

    assert [answer.status_code for answer in (first, late, summary, again, gone)] == [200, 412, 412, 200, 412]
    assert late.json()["error_code"] == "PRECONDITION_FAILED"
    assert api.get(path).json()["data"]["title"] == "Mine"
    assert api.get(path, headers={"If-None-Match": api.get(path).headers["etag"]}).status_code == 304


def test_versions_of_a_transcript_are_listed_compared_and_restored(
    database: Database, api: Api, job_queue: FakeJobQueue
) -> None:
    video_id = _analysed(database)
    path = f"/api/v2/videos/{video_id}"
    api.send("PATCH", f"{path}/transcript", json={"transcript": "Zaqueu, desce já. Hoje fico em tua casa."})
    api.send("POST", f"{path}/cancel")

    versions = api.get(f"{path}/transcript/versions").json()["data"]
    changes = api.get(f"{path}/transcript/compare?before=1&after=2").json()["data"]
    restored = api.send("POST", f"{path}/transcript/versions/1/restore")

    assert [(one["version"], one["origin"], one["is_current"]) for one in versions] == [
        (2, "edited", True),
        (1, "captions", False),
    ]
    assert changes == [{"before": "depressa.", "after": "já.", "timestamp": 0}]
    assert restored.status_code == 202
    assert api.get(f"{path}/transcript").json()["data"]["segments"][0]["text"] == "Zaqueu, desce depressa."
    assert job_queue.enqueued[-1].from_step == "sermon_start"
    assert api.send("POST", f"{path}/transcript/versions/9/restore").status_code == 404
    assert api.get(f"{path}/transcript/compare?before=1&after=9").status_code == 404


def test_one_thing_is_done_to_many_videos_and_what_fails_is_named(database: Database, api: Api) -> None:
    with database.write() as session:
        channel_id = add_channel(session).id
        ids = [str(add_video(session, status=status).id) for status in ("PROCESSED", "QUEUED")]

    moved = api.send(
        "POST", "/api/v2/videos/bulk", json={"ids": [*ids, "99"], "action": "move", "channel_id": str(channel_id)}
    ).json()["data"]
    queued = api.send("POST", "/api/v2/videos/bulk", json={"ids": ids, "action": "reprocess"}).json()["data"]
    deleted = api.send("POST", "/api/v2/videos/bulk", json={"ids": ids, "action": "delete"}).json()["data"]

    assert [(one["id"], one["done"], one["error_code"]) for one in moved] == [
        (ids[0], True, None),
        (ids[1], True, None),
        ("99", False, "VIDEO_NOT_FOUND"),
    ]
    assert [one["error_code"] for one in queued] == [None, "ALREADY_RUNNING"]
    assert [one["done"] for one in deleted] == [True, True]
    for wrong in ({"ids": [], "action": "delete"}, {"ids": ["x"], "action": "delete"}, {"ids": ids, "action": "burn"}):
        assert api.send("POST", "/api/v2/videos/bulk", json=wrong).status_code == 422


def test_a_video_is_exported_in_every_form(database: Database, api: Api) -> None:
    video_id = _analysed(database)

    for form, media_type in (
        ("markdown", "text/markdown"),
        ("json", "application/json"),
        ("txt", "text/plain"),
        ("vtt", "text/vtt"),
        ("srt", "application/x-subrip"),
    ):
        answer = api.get(f"/api/v2/videos/{video_id}/export?format={form}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)
        assert "attachment" in answer.headers["content-disposition"]
    assert api.get(f"/api/v2/videos/{video_id}/export?format=pdf").status_code == 422


def test_an_uploaded_recording_is_read_in_parts(api: Api) -> None:
    sound = b"ID3\x04\x00" + bytes(1000)
    video_id = _upload(api, sound, "culto.mp3").json()["data"]["id"]
    captions_id = _upload(api).json()["data"]["id"]

    part = api.get(f"/api/v2/videos/{video_id}/media", headers={"Range": "bytes=0-2"})

    assert (part.status_code, part.content, part.headers["content-type"]) == (206, b"ID3", "audio/mpeg")
    assert api.get(f"/api/v2/videos/{captions_id}/media").json()["error_code"] == "MEDIA_NOT_FOUND"


def test_a_channel_is_exported_as_a_podcast(database: Database, api: Api) -> None:
    with database.write() as session:
        channel_id = add_channel(session).id
    _analysed(database, channel_id=channel_id)

    answer = api.get(f"/api/v2/channels/{channel_id}/export?format=rss")

    assert answer.headers["content-type"] == "application/rss+xml"
    assert "http://localhost/api/v2/videos/" in answer.text


def test_speakers_that_are_known_are_offered(database: Database, api: Api) -> None:
    for speaker in ("Bia", "Ana", "Ana"):
        _analysed(database, speaker=speaker)

    assert api.get("/api/v2/videos/speakers").json()["data"] == ["Ana", "Bia"]
