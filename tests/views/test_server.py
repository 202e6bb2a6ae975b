"""The server's own part: headers on every answer."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from starlette.requests import Request

import server

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

    asyncio.run(server.Headers(page)({"type": "http", "path": path}, receive, send))
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


def test_no_outside_address_is_allowed_by_default() -> None:
    assert "http" not in server.content_policy()
    assert "https://cdn.example" in server.content_policy(outside="https://cdn.example")


def test_the_server_says_that_it_is_well() -> None:
    request = Request({"type": "http", "headers": []})
    answer = asyncio.run(server.healthz(request))
    assert (answer.status_code, answer.body) == (200, b'{"status":"ok"}')
