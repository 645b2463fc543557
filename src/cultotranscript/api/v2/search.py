"""The search over what was said."""

from typing import Annotated

from fastapi import APIRouter, Query

from cultotranscript.api.deps import SearchDep, VideoQueryDep
from cultotranscript.dtos import ApiSuccessResponse, PaginatedResponseDTO, SearchHitDTO

router = APIRouter(tags=["search"])

_PAGE_MAX = 2**46

Hits = ApiSuccessResponse[PaginatedResponseDTO[SearchHitDTO]]


@router.get("")
def search_sermons(
    search: SearchDep,
    query: VideoQueryDep,
    q: Annotated[
        str, Query(max_length=4000, description='Words, "phrases in quotes", -exclusion, prefix*, or "João 3:16".')
    ] = "",
    page: Annotated[int, Query(ge=1, le=_PAGE_MAX, description="From 1.")] = 1,
    page_size: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Hits:
    """The sermons in which something was said, best first, each with its best sentences."""
    return Hits(data=search.search(q, query, page=page, page_size=page_size))
