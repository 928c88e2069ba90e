"""A registry in memory on loopback, of go-containerregistry."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.components.process import Server, free_ports
from tools.components.go_programs import program


@contextmanager
def image_registry(*, folder: Path) -> Iterator[str]:
    """Yield the address of a running registry, `127.0.0.1:PORT`."""
    address = f"127.0.0.1:{free_ports(1)[0]}"
    server = Server(
        name="image-registry",
        command=[str(program("image-registry")), address],
        log=folder / "image-registry.log",
    )
    server.start()
    try:
        server.wait_until(lambda: _answers(address), timeout_s=30)
        yield address
    finally:
        server.stop()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"http://{address}/v2/", trust_env=False).is_success
    except httpx.TransportError:
        return False
