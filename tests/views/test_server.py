"""The server's own part: headers on every answer."""

import asyncio
import gzip
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.requests import Request

import server
from geo.errors import SettingError
from views.tiles import tile_server

Message = MutableMapping[str, Any]


def answer_of(path: str, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    sent: list[Message] = []

    async def page(_scope: Message, _receive: server.Receive, send: server.Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        await asyncio.sleep(0)
        sent.append(message)

    asyncio.run(server.Guarded(page)({"type": "http", "path": path}, receive, send))
    return list(sent[0]["headers"])


def test_every_answer_carries_the_policy() -> None:
    headers = dict(answer_of("/", []))
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"


def test_a_header_is_never_sent_twice() -> None:
    headers = answer_of("/", [(b"X-Content-Type-Options", b"other"), (b"etag", b"1")])
    names = [name.lower() for name, _ in headers]
    assert names.count(b"x-content-type-options") == 1
    assert b"etag" in names


def test_only_our_own_files_may_be_cached() -> None:
    assert b"cache-control" in dict(answer_of("/app/static/vendor/leaflet/leaflet.js", []))
    assert b"cache-control" not in dict(answer_of("/dispatch", []))


def file_of(path: str, *, method: str = "GET", status: int = 200, **asked: str) -> list[Message]:
    """Ask for a file of a thousand signs, behind what packs."""
    sent: list[Message] = []

    async def page(_scope: Message, _receive: server.Receive, send: server.Send) -> None:
        headers = [(b"content-length", b"1000"), (b"etag", b'"1"'), (b"vary", b"origin")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for _ in range(2):
            await send({"type": "http.response.body", "body": b"a" * 500, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        await asyncio.sleep(0)
        sent.append(message)

    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in asked.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(server.Packed(page)(scope, receive, send))
    return sent


def test_scripts_and_styles_are_packed_for_who_can_read_that() -> None:
    start, body = file_of("/static/js/index.x.js", accept_encoding="gzip, br")
    headers = dict(start["headers"])
    assert headers[b"content-encoding"] == b"gzip"
    assert int(headers[b"content-length"]) == len(body["body"]) < 100
    assert headers[b"etag"] == b'W/"1"'
    assert headers[b"vary"] == b"origin, accept-encoding"
    assert gzip.decompress(body["body"]) == b"a" * 1000
    assert not body.get("more_body")


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/static/js/index.x.js", {}),
        ("/static/js/index.x.js", {"accept_encoding": "identity"}),
        ("/static/js/index.x.js", {"accept_encoding": "gzip", "range": "bytes=0-9"}),
        ("/static/js/index.x.js", {"accept_encoding": "gzip", "method": "HEAD"}),
        ("/static/media/letters.woff2", {"accept_encoding": "gzip"}),
        ("/app/static/basemap/1/roads.pmtiles", {"accept_encoding": "gzip"}),
        ("/dispatch", {"accept_encoding": "gzip"}),
    ],
)
def test_everything_else_is_sent_as_it_is(path: str, asked: dict[str, str]) -> None:
    start, *bodies = file_of(path, **asked)  # type: ignore[arg-type]
    assert b"content-encoding" not in dict(start["headers"])
    assert b"".join(one["body"] for one in bodies) == b"a" * 1000


def test_what_has_not_changed_is_not_packed() -> None:
    start, _ = file_of("/static/js/index.x.js", status=304, accept_encoding="gzip")
    assert start["status"] == 304
    assert b"content-encoding" not in dict(start["headers"])


def test_pictures_alone_may_come_from_the_server_of_tiles_that_somebody_named() -> None:
    rules = server.content_policy(tiles="https://tile.example.org").split("; ")
    allowed = [rule for rule in rules if "tile.example.org" in rule]
    assert allowed == ["img-src 'self' data: blob: https://tile.example.org"]


@pytest.mark.parametrize(
    "url",
    [
        "http://tile.example.org/{z}/{x}/{y}.png",
        "https://tile.example.org/{z}/{x}.png",
        "https:///{z}/{x}/{y}",
        "javascript:{z}{x}{y}",
        "https://a.org; script-src *//{z}/{x}/{y}",
        "https://a.org/{z}/{x}/{y}' onload='x",
    ],
)
def test_what_is_no_address_of_tiles_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREEN_ZONE_TILES", url)
    with pytest.raises(SettingError, match="give https"):
        tile_server()


def test_tiles_are_off_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GREEN_ZONE_TILES", raising=False)
    assert tile_server() is None
    monkeypatch.setenv("GREEN_ZONE_TILES", "https://tile.example.org:8443/{z}/{x}/{y}.png")
    named = tile_server()
    assert named is not None
    assert named.origin == "https://tile.example.org:8443"


def test_no_outside_address_is_allowed_by_default() -> None:
    assert "http" not in server.content_policy()
    assert "https://cdn.example" in server.content_policy(outside="https://cdn.example")


def test_the_server_says_that_it_is_well() -> None:
    request = Request({"type": "http", "headers": []})
    answer = asyncio.run(server.healthz(request))
    assert (answer.status_code, answer.body) == (200, b'{"status":"ok"}')
