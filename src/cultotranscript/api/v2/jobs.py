"""What waits and what runs, over HTTP."""

from fastapi import APIRouter

from cultotranscript.api.deps import JobBoardDep
from cultotranscript.dtos import ApiSuccessResponse, JobsDTO

router = APIRouter(tags=["jobs"])


@router.get("")
def read_jobs(board: JobBoardDep) -> ApiSuccessResponse[JobsDTO]:
    """How many jobs wait and run, since when, how many are stuck, and the oldest of them."""
    return ApiSuccessResponse(data=board.overview())
