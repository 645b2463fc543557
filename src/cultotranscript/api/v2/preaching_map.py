"""The preaching map over HTTP."""

from fastapi import APIRouter, Response

from cultotranscript.api.deps import PreachingMapDep, VideoQueryDep
from cultotranscript.dtos import ApiSuccessResponse, PreachingMapDTO

router = APIRouter(tags=["preaching map"])


@router.get("", response_model=ApiSuccessResponse[PreachingMapDTO])
def read_preaching_map(preaching_map: PreachingMapDep, query: VideoQueryDep) -> Response:
    """What of the Bible was preached when and by whom, and what never was; the filters are those of the videos."""
    answer = ApiSuccessResponse(data=preaching_map.draw(query))
    # Written here, in a thread, and not on the event loop: a large library's map is a megabyte.
    return Response(answer.model_dump_json(), media_type="application/json")
