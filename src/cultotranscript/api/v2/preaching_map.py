"""The preaching map over HTTP."""

from fastapi import APIRouter

from cultotranscript.api.deps import PreachingMapDep, VideoQueryDep
from cultotranscript.dtos import ApiSuccessResponse, PreachingMapDTO

router = APIRouter(tags=["preaching map"])


@router.get("")
def read_preaching_map(preaching_map: PreachingMapDep, query: VideoQueryDep) -> ApiSuccessResponse[PreachingMapDTO]:
    """What of the Bible was preached when and by whom, and what never was; the filters are those of the videos."""
    return ApiSuccessResponse(data=preaching_map.draw(query))
