"""How many requests one client may make: counted in this process, or in Redis for all of them together."""

import ipaddress
import logging
import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from cultotranscript.errors import RateLimitedError
from cultotranscript.middleware.refusals import refusal

_log = logging.getLogger(__name__)

PER_MINUTE = 3_000
"""For one address, behind which a whole church may sit; opening a page costs it under ten."""
_FREE_PATHS = {"/api/v2/events/broadcast", "/api/v2/events/health"}
"""The first has a token of its own, the second is asked by machines."""
_REDIS_LIMIT_S = 1.0
_TOLD_AGAIN_S = 60.0


class RateLimitMiddleware:
    """Refuses what a client asks for beyond its share of the API. The page's own files are free.

    Args:
        app: What it guards.
        redis_url: Where the processes of several machines count together. While it does not answer nobody is
            refused: a church is not to stand before a closed door because a counter is gone.
        is_behind_proxy: The client is whom the nearest proxy names, where a proxy on this network sends the request.
        per_minute: How many requests an address may make.
    """

    def __init__(
        self, app: ASGIApp, redis_url: str | None = None, *, is_behind_proxy: bool = False, per_minute: int = PER_MINUTE
    ) -> None:
        self._app, self._is_behind_proxy = app, is_behind_proxy
        self._limit = RateLimitItemPerMinute(per_minute)
        self._pool: ConnectionPool | None = None
        storage: MemoryStorage | RedisStorage
        if redis_url is None:
            storage = MemoryStorage()
        else:
            self._pool = ConnectionPool.from_url(
                redis_url, socket_timeout=_REDIS_LIMIT_S, socket_connect_timeout=_REDIS_LIMIT_S
            )
            storage = RedisStorage(
                redis_url,
                wrap_exceptions=True,
                implementation="redispy",
                key_prefix="culto",
                connection_pool=self._pool,  # type: ignore[arg-type]  # As its documentation says.
            )
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._told_at = -math.inf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "lifespan":
            try:
                await self._app(scope, receive, send)
            finally:
                if self._pool is not None:
                    await self._pool.aclose()
            return
        if scope["type"] == "http" and scope["path"].startswith("/api/") and scope["path"] not in _FREE_PATHS:
            wait_s = await self._wait_s(client_of(scope, is_behind_proxy=self._is_behind_proxy))
            if wait_s > 0:
                await refusal(_error(self._limit.amount, wait_s))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _wait_s(self, client: str) -> int:
        """Seconds until this client may ask again; 0 where it may now."""
        try:
            if await self._limiter.hit(self._limit, client):
                return 0
            stats = await self._limiter.get_window_stats(self._limit, client)
        except StorageError as error:
            if time.monotonic() - self._told_at > _TOLD_AGAIN_S:
                self._told_at = time.monotonic()
                _log.warning("Requests are not counted, since Redis does not answer: %s", error.storage_error)
            return 0
        return max(1, math.ceil(stats.reset_time - time.time()))


def client_of(scope: Scope, *, is_behind_proxy: bool) -> str:
    """The address that a request is counted for: of IPv6 the network of 64 bits that one client has.

    A proxy adds whom it heard at the right of `X-Forwarded-For`. What stands further left is the client's own claim.
    """
    address = _address(scope["client"][0] if scope.get("client") else "")
    if is_behind_proxy:
        heard = [one.strip() for line in Headers(scope=scope).getlist("x-forwarded-for") for one in line.split(",")]
        while address is not None and address.is_private and heard:
            address = _address(heard.pop())
    if address is None:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if address.version == 6 else address


def _error(limit: int, wait_s: int) -> RateLimitedError:
    return RateLimitedError(
        f"There were too many requests in a short time. Try again in {wait_s} s.",
        headers={
            "Retry-After": str(wait_s),
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": str(wait_s),
        },
    )
