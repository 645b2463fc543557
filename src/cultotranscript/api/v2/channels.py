"""Channels over HTTP."""

from collections.abc import Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from cultotranscript.api.deps import ChannelId, ChannelsDep, ExportsDep
from cultotranscript.dtos import (
    ApiSuccessResponse,
    ChannelCheckDTO,
    ChannelDTO,
    ChannelStatsDTO,
    CreateChannelDTO,
    ImportChannelDTO,
    PaginatedResponseDTO,
    PatchChannelDTO,
)
from cultotranscript.services.exports import MEDIA_TYPES, ChannelExportFormat

router = APIRouter(tags=["channels"])

_PAGE_MAX = 2**46
_PIECE_BYTES = 256 * 1024


@router.get("")
def list_channels(
    channels: ChannelsDep,
    page: Annotated[int, Query(ge=1, le=_PAGE_MAX, description="From 1.")] = 1,
    page_size: Annotated[int, Query(ge=1, le=100)] = 50,
) -> ApiSuccessResponse[PaginatedResponseDTO[ChannelDTO]]:
    """A page of the channels, by title."""
    return ApiSuccessResponse(data=channels.list_page(page=page, page_size=page_size))


@router.post("", status_code=201)
def create_channel(channels: ChannelsDep, asked: CreateChannelDTO) -> ApiSuccessResponse[ChannelDTO]:
    """Add a channel."""
    return ApiSuccessResponse(data=channels.create(asked))


@router.get("/{channel_id}")
def read_channel(channels: ChannelsDep, channel_id: ChannelId) -> ApiSuccessResponse[ChannelDTO]:
    """A channel."""
    return ApiSuccessResponse(data=channels.read(channel_id))


@router.patch("/{channel_id}")
def change_channel(
    channels: ChannelsDep, channel_id: ChannelId, patch: PatchChannelDTO
) -> ApiSuccessResponse[ChannelDTO]:
    """Change title, address or settings; what is left out stays."""
    return ApiSuccessResponse(data=channels.change(channel_id, patch))


@router.delete("/{channel_id}")
def delete_channel(channels: ChannelsDep, channel_id: ChannelId) -> ApiSuccessResponse[None]:
    """Delete a channel; its videos stay, with channel "0"."""
    channels.delete(channel_id)
    return ApiSuccessResponse(data=None)


@router.get("/{channel_id}/stats")
def read_channel_stats(channels: ChannelsDep, channel_id: ChannelId) -> ApiSuccessResponse[ChannelStatsDTO]:
    """Counts and lengths of a channel's videos."""
    return ApiSuccessResponse(data=channels.stats(channel_id))


@router.post("/{channel_id}/check", status_code=202)
def check_channel(channels: ChannelsDep, channel_id: ChannelId) -> ApiSuccessResponse[ChannelCheckDTO]:
    """Look for new videos, soon."""
    return ApiSuccessResponse(data=channels.ask_check(channel_id))


@router.get("/{channel_id}/checks")
def list_channel_checks(channels: ChannelsDep, channel_id: ChannelId) -> ApiSuccessResponse[list[ChannelCheckDTO]]:
    """The newest looks at a channel, with how far each is."""
    return ApiSuccessResponse(data=channels.list_checks(channel_id))


@router.post("/{channel_id}/import", status_code=202)
def import_channel(
    channels: ChannelsDep, channel_id: ChannelId, asked: ImportChannelDTO
) -> ApiSuccessResponse[ChannelCheckDTO]:
    """Fetch the videos of a range of days, soon."""
    return ApiSuccessResponse(data=channels.ask_import(channel_id, asked))


@router.get(
    "/{channel_id}/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {
                **{MEDIA_TYPES[form]: {} for form in ("rss", "zip")},
                "application/json": {
                    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/VideoDetailedReportDTO"}}
                },
            }
        }
    },
)
def export_channel(
    exports: ExportsDep,
    channel_id: ChannelId,
    request: Request,
    form: Annotated[
        ChannelExportFormat,
        Query(alias="format", description="`rss` is a podcast, `json` one document, each other a zip of files."),
    ] = "markdown",
) -> StreamingResponse:
    """All processed videos of a channel as files."""
    file, media_type = exports.channel(channel_id, form, str(request.base_url).rstrip("/"))
    suffix = form if form in ("rss", "json") else "zip"
    headers = {"Content-Disposition": f'attachment; filename="channel-{channel_id}.{suffix}"'}
    if form == "rss":
        headers = {}
    return StreamingResponse(_pieces(file), headers=headers, media_type=media_type)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while data := file.read(_PIECE_BYTES):
            yield data
