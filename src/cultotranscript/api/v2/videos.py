"""Videos over HTTP: submitted, listed, read, corrected and deleted."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse

from cultotranscript.api.deps import ExportsDep, VideoId, VideoQueryDep, VideosDep
from cultotranscript.api.uploads import receive_form
from cultotranscript.dtos import (
    ApiSuccessResponse,
    BulkActionDTO,
    BulkResultDTO,
    Day,
    MonthlyGroupDTO,
    PaginatedResponseDTO,
    PatchSummaryDTO,
    PatchTranscriptDTO,
    PatchVideoDTO,
    ReprocessDTO,
    SubmitVideoDTO,
    SummaryDTO,
    TranscriptChangeDTO,
    TranscriptDTO,
    TranscriptVersionDTO,
    UtcTime,
    VideoDetailDTO,
    VideoDetailedReportDTO,
    VideoDTO,
)
from cultotranscript.errors import MediaNotFoundError, ValidationFailedError
from cultotranscript.services.exports import MEDIA_TYPES, ExportFormat, media_type_of
from cultotranscript.services.transcript_files import FORMATS, write_transcript
from cultotranscript.services.videos import Submission, paginated, parse_channel_id

router = APIRouter(tags=["videos"])

SUBMITTED: dict[int | str, dict[str, Any]] = {200: {"description": "The video that there is already."}}
"""What a submission answers besides 202."""
_OFFSET_MAX = 2**53
Version = Annotated[int, Query(ge=1, le=2**31 - 1)]
_TIME: TypeAdapter[Any] = TypeAdapter(UtcTime)
_UPLOAD_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "title": {"type": "string", "maxLength": 500},
                        "speaker": {"type": "string", "maxLength": 500},
                        "published_at": {"type": "string", "format": "date-time"},
                        "channel_id": {"type": "string"},
                    },
                }
            }
        },
    }
}


@router.get("")
def list_videos(
    videos: VideosDep,
    query: VideoQueryDep,
    page: Annotated[int | None, Query(ge=1, le=_OFFSET_MAX // 100, description="From 1.")] = None,
    page_size: Annotated[int | None, Query(ge=1, le=100, description="50 where it is not said.")] = None,
    limit: Annotated[int | None, Query(ge=1, le=100, description="The other way to page, with `offset`.")] = None,
    offset: Annotated[int | None, Query(ge=0, le=_OFFSET_MAX)] = None,
) -> ApiSuccessResponse[PaginatedResponseDTO[VideoDTO]]:
    """A page of the videos that pass all filters."""
    by_page, by_offset = page is not None or page_size is not None, limit is not None or offset is not None
    if by_page and by_offset:
        raise ValidationFailedError("page: either page and page_size, or limit and offset.")
    size = (limit if by_offset else page_size) or 50
    start = (offset or 0) if by_offset else ((page or 1) - 1) * size
    items, total = videos.list_page(query, limit=size, offset=start)
    return ApiSuccessResponse(data=paginated(items, total, page=start // size + 1, page_size=size))


@router.get("/months")
def list_months(
    videos: VideosDep,
    query: VideoQueryDep,
    before: Annotated[Day | None, Query(description="Only months before the one that holds this day.")] = None,
) -> ApiSuccessResponse[list[MonthlyGroupDTO]]:
    """The videos by month, newest first: whole months, until they hold 500 videos; `before` goes on."""
    return ApiSuccessResponse(data=videos.list_months(query, before))


@router.get("/speakers")
def list_speakers(videos: VideosDep) -> ApiSuccessResponse[list[str]]:
    """The names of those who preached, most often first."""
    return ApiSuccessResponse(data=videos.known_speakers())


@router.post("", status_code=202, responses=SUBMITTED)
def submit_video(videos: VideosDep, asked: SubmitVideoDTO, response: Response) -> ApiSuccessResponse[VideoDTO]:
    """Queue a YouTube video. The same again is the one that there is (200), unless that failed."""
    video, is_queued = videos.submit_address(asked)
    response.status_code = 202 if is_queued else 200
    return ApiSuccessResponse(data=video)


@router.post(
    "/upload",
    status_code=202,
    openapi_extra=_UPLOAD_FORM,
    responses={
        200: {"description": "The same file was sent before: the video that there is."},
    },
    response_model=ApiSuccessResponse[VideoDTO],
)
async def upload_video(videos: VideosDep, request: Request) -> JSONResponse:
    """Queue a file of captions (.vtt, .srt, .txt), sound or video."""
    with await run_in_threadpool(videos.uploads.receive) as incoming:
        form = await receive_form(request, incoming, "file", {"title", "speaker", "published_at", "channel_id"})
        said = _submission(form.fields)
        video, is_new = await run_in_threadpool(videos.submit_upload, incoming, form.file_name or "", said)
    body = ApiSuccessResponse[VideoDTO](data=video)
    return JSONResponse(body.model_dump(mode="json"), 202 if is_new else 200)


def _submission(fields: dict[str, str]) -> Submission:
    for name in ("title", "speaker"):
        text = fields.get(name, "")
        if len(text) > 500 or not text.replace("\t", " ").isprintable():
            raise ValidationFailedError(f"{name}: at most 500 characters without line breaks.")
    published_at = None
    if fields.get("published_at"):
        try:
            published_at = _TIME.validate_python(fields["published_at"])
        except ValidationError:
            raise ValidationFailedError(
                "published_at: a time is ISO 8601 text with a time zone, such as 2025-01-31T12:00:00Z."
            ) from None
    return Submission(
        title=fields.get("title", "").strip() or None,
        speaker=fields.get("speaker", "").strip() or None,
        published_at=published_at,
        channel_id=parse_channel_id(fields.get("channel_id") or None),
    )


@router.post("/bulk")
def change_videos(videos: VideosDep, asked: BulkActionDTO) -> ApiSuccessResponse[list[BulkResultDTO]]:
    """Delete, cancel, reprocess or move many videos; what fails for one is done for the others."""
    return ApiSuccessResponse(data=videos.change_many(asked))


@router.get("/{video_id}")
def read_video(videos: VideosDep, video_id: VideoId) -> ApiSuccessResponse[VideoDetailDTO]:
    """A video with its summary and its text."""
    return ApiSuccessResponse(data=videos.detail(video_id))


@router.patch("/{video_id}")
def change_video(videos: VideosDep, video_id: VideoId, patch: PatchVideoDTO) -> ApiSuccessResponse[VideoDetailDTO]:
    """Change title, speaker, day or channel; what is left out stays."""
    return ApiSuccessResponse(data=videos.change(video_id, patch))


@router.delete("/{video_id}")
def delete_video(videos: VideosDep, video_id: VideoId) -> ApiSuccessResponse[None]:
    """Stop the work on a video, then delete it."""
    videos.delete(video_id)
    return ApiSuccessResponse(data=None)


@router.patch("/{video_id}/summary")
def change_summary(videos: VideosDep, video_id: VideoId, patch: PatchSummaryDTO) -> ApiSuccessResponse[SummaryDTO]:
    """Correct themes, passages or speaker: each list is the whole of what shall stand, and is kept."""
    return ApiSuccessResponse(data=videos.change_summary(video_id, patch))


@router.post("/{video_id}/reprocess", status_code=202)
def reprocess_video(
    videos: VideosDep, video_id: VideoId, asked: ReprocessDTO | None = None
) -> ApiSuccessResponse[VideoDTO]:
    """Work on a video again, from the step that failed or from any other."""
    return ApiSuccessResponse(data=videos.reprocess(video_id, asked.from_step if asked else None))


@router.post("/{video_id}/cancel", status_code=202)
def cancel_video(videos: VideosDep, video_id: VideoId) -> ApiSuccessResponse[VideoDTO]:
    """Stop the work on a video; what was done stays."""
    return ApiSuccessResponse(data=videos.cancel(video_id))


@router.get(
    "/{video_id}/transcript",
    response_model=ApiSuccessResponse[TranscriptDTO],
    responses={200: {"content": {media_type: {} for media_type in FORMATS.values()}}},
)
def read_transcript(
    videos: VideosDep,
    video_id: VideoId,
    form: Annotated[Literal["json", "txt", "vtt", "srt"], Query(alias="format")] = "json",
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="The newest where it is not said.")] = None,
) -> ApiSuccessResponse[TranscriptDTO] | PlainTextResponse:
    """What was said: as JSON, or as a file of text or captions."""
    if form == "json":
        return ApiSuccessResponse(data=videos.transcript(video_id, version))
    text = write_transcript(videos.segments(video_id, version), form)
    headers = {"Content-Disposition": f'attachment; filename="{video_id}.{form}"'}
    return PlainTextResponse(text, headers=headers, media_type=FORMATS[form])


@router.patch("/{video_id}/transcript", status_code=202)
def change_transcript(videos: VideosDep, video_id: VideoId, patch: PatchTranscriptDTO) -> ApiSuccessResponse[VideoDTO]:
    """Keep another version of what was said, and analyse it; the old version stays."""
    return ApiSuccessResponse(data=videos.edit_transcript(video_id, patch.segments, patch.transcript))


@router.get("/{video_id}/transcript/versions")
def list_versions(videos: VideosDep, video_id: VideoId) -> ApiSuccessResponse[list[TranscriptVersionDTO]]:
    """The versions of what was said, newest first."""
    return ApiSuccessResponse(data=videos.versions(video_id))


@router.get("/{video_id}/transcript/compare")
def compare_versions(
    videos: VideosDep, video_id: VideoId, before: Version, after: Version
) -> ApiSuccessResponse[list[TranscriptChangeDTO]]:
    """What one version says otherwise than another."""
    return ApiSuccessResponse(data=videos.compare_versions(video_id, before, after))


@router.post("/{video_id}/transcript/versions/{version}/restore", status_code=202)
def restore_version(
    videos: VideosDep, video_id: VideoId, version: Annotated[int, Path(ge=1, le=2**31 - 1)]
) -> ApiSuccessResponse[VideoDTO]:
    """Make an old version the newest, and analyse it."""
    return ApiSuccessResponse(data=videos.restore_version(video_id, version))


@router.get(
    "/{video_id}/export",
    response_class=Response,
    responses={
        200: {
            "content": {
                **{MEDIA_TYPES[form]: {} for form in ("markdown", *FORMATS)},
                "application/json": {"schema": {"$ref": "#/components/schemas/VideoDetailedReportDTO"}},
            }
        }
    },
)
def export_video(
    exports: ExportsDep,
    video_id: VideoId,
    form: Annotated[ExportFormat, Query(alias="format", description="`markdown` is a study guide.")] = "markdown",
) -> Response:
    """A video as a file: a study guide, captions, text, or all that was found."""
    text = exports.video(video_id, form)
    name = f"{video_id}.{'md' if form == 'markdown' else form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=headers, media_type=f"{MEDIA_TYPES[form]}; charset=utf-8")


@router.get("/{video_id}/media", response_class=FileResponse, responses={200: {"content": {"audio/*": {}}}})
def read_media(videos: VideosDep, video_id: VideoId) -> FileResponse:
    """The recording that was uploaded; parts of it by `Range`."""
    path = videos.recording(video_id)
    if path is None:
        raise MediaNotFoundError
    return FileResponse(path, media_type=media_type_of(path.name), content_disposition_type="inline")


@router.get("/{video_id}/detailed-report")
def read_detailed_report(videos: VideosDep, video_id: VideoId) -> ApiSuccessResponse[VideoDetailedReportDTO]:
    """All that was found in a video."""
    return ApiSuccessResponse(data=videos.detailed_report(video_id))
