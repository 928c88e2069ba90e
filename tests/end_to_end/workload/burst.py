"""A burst of an anonymous visitor: many connections that ask for public paths, one request after another."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"^content-length: *(\d+)\r$", re.IGNORECASE | re.MULTILINE)
_ANSWER_S = 20


async def burst(url: str, paths: Sequence[str], *, connections: int, seconds: float) -> Counter[int]:
    """Ask for the paths in turn on so many kept connections; returns how often each status came."""
    statuses: Counter[int] = Counter()
    until = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for number in range(connections):
            group.create_task(_visitor(url, [*paths[number % len(paths) :], *paths], until, statuses))
    return statuses


async def _visitor(url: str, paths: Sequence[str], until: float, statuses: Counter[int]) -> None:
    address = urlsplit(url)
    turn = 0
    while time.monotonic() < until:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        try:
            while time.monotonic() < until:
                path = paths[turn % len(paths)]
                turn += 1
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
                async with asyncio.timeout(_ANSWER_S):
                    statuses[await _status(reader)] += 1
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            statuses[0] += 1
        finally:
            writer.close()


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length:
        await reader.readexactly(int(length[1]))
    elif b"chunked" in head.lower():
        await _read_chunks(reader)
    return int(head.split(b" ", 2)[1])


async def _read_chunks(reader: asyncio.StreamReader) -> None:
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        await reader.readexactly(size + 2)
    await reader.readuntil(b"\r\n")
