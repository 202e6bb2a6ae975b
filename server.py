"""The app behind our own routes and headers: `streamlit run server.py`."""

import gzip
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from views.assets import NETWORK, vendored
from views.faults import apologise
from views.layer_store import ROUTE, STORE
from views.tiles import tile_server

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]

PACKED = "/static/"
CACHED = ("/app/static/vendor", "/app/static/fonts", "/app/static/map")


def content_policy(*, outside: str = "", tiles: str = "") -> str:
    """Write the Content-Security-Policy: our own address alone.

    Parameters
    ----------
    outside
        One more address for scripts, styles and pictures, used only where the browser
        files are not installed and the network is their fallback.
    tiles
        One more address for pictures, used only where somebody named a server of tiles.
    """
    more = f" {outside}" if outside else ""
    pictures = f"{more} {tiles}" if tiles else more
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:{more}",
            f"style-src 'self' 'unsafe-inline'{more}",
            f"img-src 'self' data: blob:{pictures}",
            "font-src 'self' data:",
            "connect-src 'self' blob: data:",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


class Guarded:
    """Adds the security headers to every answer."""

    def __init__(self, app: Asgi) -> None:
        self._app = app
        host = "/".join(NETWORK.split("/")[:3])
        server = tile_server()
        policy = content_policy(
            outside="" if vendored() else host, tiles=server.origin if server else ""
        )
        self._headers = (
            (b"content-security-policy", policy.encode()),
            (b"referrer-policy", b"no-referrer"),
            (b"permissions-policy", b"geolocation=(self), camera=(), microphone=()"),
            (b"x-content-type-options", b"nosniff"),
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with our headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in self._headers}
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
                message["headers"] = [*kept, *self._headers]
                if scope["path"].startswith(CACHED):
                    message["headers"].append((b"cache-control", b"public, max-age=86400"))
            await send(message)

        await self._app(scope, receive, answer)


class Packed:
    """Sends Streamlit's scripts and styles packed: on a weak line they are most of a first visit.

    Streamlit sends them bare, to spare the processor; here each is packed once.
    """

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, and a whole file back packed if the browser can read that."""
        if not _may_be_packed(scope):
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def gather(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self._app(scope, receive, gather)
        whole = bytes(body)
        if start.get("status") == HTTPStatus.OK:
            whole = await run_in_threadpool(_packed, whole)
            headers = MutableHeaders(raw=list(start["headers"]))
            headers["content-encoding"] = "gzip"
            headers["content-length"] = str(len(whole))
            headers.add_vary_header("accept-encoding")
            if "etag" in headers:
                headers["etag"] = f"W/{headers['etag'].removeprefix('W/')}"
            start["headers"] = headers.raw
        await send(start)
        await send({"type": "http.response.body", "body": whole})


def _may_be_packed(scope: Message) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    asked = Headers(raw=list(scope["headers"]))
    path = str(scope["path"])
    return (
        path.startswith(PACKED)
        and path.endswith((".js", ".css"))
        and "gzip" in asked.get("accept-encoding", "")
        and "range" not in asked
    )


@lru_cache(maxsize=512)
def _packed(content: bytes) -> bytes:
    """Pack a file; Streamlit has some hundred."""
    return gzip.compress(content, 6, mtime=0)


async def healthz(_request: Request) -> Response:
    """Say that the server answers."""
    return JSONResponse({"status": "ok"})


async def layer(request: Request) -> Response:
    """Give a layer of a map to who has its signed address."""
    try:
        packed = STORE.get(request.path_params["token"])
    except PermissionError:
        return JSONResponse({"error": "not signed here, or expired"}, status_code=403)
    if packed is None:
        return JSONResponse({"error": "kept no more; load the page again"}, status_code=404)
    headers = {"content-encoding": "gzip", "cache-control": "private, max-age=600"}
    return Response(packed, media_type="application/json", headers=headers)


def script_error(error: Exception) -> bool:
    """Show an apology with a code instead of Streamlit's own message."""
    apologise(error)
    return True


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Serve layers by address for as long as the server is up."""
    STORE.is_served = True
    yield
    STORE.is_served = False


app = st.App(
    "app.py",
    lifespan=lifespan,
    on_script_error=script_error,
    routes=[Route("/healthz", healthz), Route(f"{ROUTE}/{{token}}", layer)],
    middleware=[Middleware(Guarded), Middleware(Packed)],
)
