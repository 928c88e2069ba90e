"""Connections between a network namespace and the outside, over Unix sockets that both sides see.

A program: `relay.py outside FILE COMMAND…` becomes COMMAND, and serves the outer ends while it runs;
`relay.py inside FILE PID` sets up the loopback interface of the namespace that it is started in, returns
when the inner ends can be used, and serves them while the process PID runs. FILE is what `Ends` describes.
No root is needed, because no interface leads out of the namespace.
"""

import asyncio
import fcntl
import ipaddress
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypedDict

_CHUNK = 65536
# linux/sockios.h and linux/if.h
_SET_FLAGS, _SET_ADDRESS, _SET_NETMASK = 0x8914, 0x8916, 0x891C
_UP_AND_RUNNING = 0x41

# Host and port, as JSON has them.
Address = list[Any]


class End(TypedDict):
    """One path: a connection to one side's address arrives at the other's."""

    inside: Address
    outside: Address


class Ends(TypedDict):
    """All paths of a namespace; `networks` are those whose every address is the namespace's."""

    folder: str
    networks: list[str]
    outgoing: list[End]
    incoming: list[End]


def main(arguments: Sequence[str]) -> None:
    """Serve one side's ends."""
    side, path, *rest = arguments
    ends: Ends = json.loads(Path(path).read_text())
    if side == "inside":
        _bring_up(ends["networks"])
    listeners = [(_listening(here), there) for here, there in _pairs(ends, side)]
    served = os.pidfd_open(int(rest[0]) if side == "inside" else os.getpid())
    if os.fork():
        if side == "outside":
            os.execvp(rest[0], rest)
        return
    # The program still needs its connections while it ends.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    asyncio.run(_serve(listeners, served))


def _pairs(ends: Ends, side: str) -> list[tuple[Address | str, Address | str]]:
    """Return where this side listens, and where it connects to for each."""
    pairs: list[tuple[Address | str, Address | str]] = []
    for number, end in enumerate(ends["outgoing"]):
        path = f"{ends['folder']}/outgoing-{number}"
        pairs.append((end["inside"], path) if side == "inside" else (path, end["outside"]))
    for number, end in enumerate(ends["incoming"]):
        path = f"{ends['folder']}/incoming-{number}"
        pairs.append((path, end["inside"]) if side == "inside" else (end["outside"], path))
    return pairs


def _listening(address: Address | str) -> socket.socket:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(address if isinstance(address, str) else tuple(address))
    made.listen()
    return made


def _bring_up(networks: Sequence[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh22x", b"lo", _UP_AND_RUNNING))
        # On this interface an address makes its whole network local.
        for number, network in enumerate(map(ipaddress.ip_network, networks)):
            name = f"lo:{number}".encode()
            fcntl.ioctl(control, _SET_ADDRESS, _request(name, network[1]))
            fcntl.ioctl(control, _SET_NETMASK, _request(name, network.netmask))


def _request(name: bytes, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bytes:
    return struct.pack("16sHH4s16x", name, socket.AF_INET, 0, address.packed)


async def _serve(listeners: Sequence[tuple[socket.socket, Address | str]], served: int) -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(served, ended.set)
    with ExitStack() as stack:
        for listener, target in listeners:
            start = asyncio.start_unix_server if listener.family == socket.AF_UNIX else asyncio.start_server
            server = await start(partial(_forward, target), sock=listener)
            stack.callback(server.close)
        await ended.wait()


async def _forward(target: Address | str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        there = (
            asyncio.open_unix_connection(target)
            if isinstance(target, str)
            else asyncio.open_connection(*target)
        )
        other_reader, other_writer = await there
        await asyncio.gather(_copy(reader, other_writer), _copy(other_reader, writer))
        other_writer.close()
    writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


if __name__ == "__main__":
    main(sys.argv[1:])
