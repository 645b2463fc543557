from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import environ

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

from cultotranscript.api.v2.events import router
from cultotranscript.middleware import CSRFMiddleware, setup_cors
from cultotranscript.services.sse_manager import sse_manager


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    await sse_manager.start_heartbeat_task(interval=30)
    yield
    await sse_manager.shutdown()


app = FastAPI(lifespan=lifespan)
setup_cors(app)
app.add_middleware(CSRFMiddleware)
app.add_middleware(SessionMiddleware, secret_key=environ["SECRET_KEY"])
app.include_router(router, prefix="/api/v2/events")
