"""Let's Encrypt's test server of the ACME protocol: it validates challenges as the real one does.

Sources: github.com/letsencrypt/pebble/v2, README.md and cmd/pebble/main.go.
"""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from tests.components.process import Server, answers, free_ports, write_private
from tests.support.certificates import server_certificate
from tools.components.go_programs import program

HOST = "acme.test"
READY_WITHIN_S = 20
# The validation resolves names by the file of hosts.
_WITH_HOSTS = 'mount --bind "$1" /etc/hosts; shift; exec "$@"'


@dataclass(frozen=True, kw_only=True)
class Pebble:
    """A running server: `port` serves ACME for the host name `HOST`."""

    port: int
    authority: str
    _management_port: int

    def root(self) -> str:
        """Return the root that signs what it issues, as PEM."""
        url = f"https://127.0.0.1:{self._management_port}/roots/0"
        return httpx.get(url, verify=_trust(self.authority), trust_env=False).raise_for_status().text


@contextmanager
def pebble(*, folder: Path, port: int, validated_host: str, http_port: int) -> Iterator[Pebble]:
    """Start the server; it validates `validated_host` at `http_port` of the loopback interface."""
    (management_port,) = free_ports(1)
    served = server_certificate(HOST)
    certificate = folder / "pebble.crt"
    certificate.write_text(served.certificate)
    settings = {
        "listenAddress": f"127.0.0.1:{port}",
        "managementListenAddress": f"127.0.0.1:{management_port}",
        "certificate": str(certificate),
        "privateKey": str(write_private(folder / "pebble.key", served.key)),
        "httpPort": http_port,
        "tlsPort": http_port,
        "keyAlgorithm": "ecdsa",
    }
    configuration = folder / "pebble.json"
    configuration.write_text(json.dumps({"pebble": settings}))
    hosts = folder / "pebble-hosts"
    hosts.write_text(f"127.0.0.1 localhost {validated_host}\n")
    server = Server(
        name="pebble",
        command=[
            *("unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", _WITH_HOSTS, "sh", str(hosts)),
            *(str(program("pebble")), "-config", str(configuration)),
        ],
        log=folder / "pebble.log",
        environment={"PEBBLE_VA_NOSLEEP": "1"},
    )
    server.start()
    try:
        directory = f"https://127.0.0.1:{port}/dir"
        server.wait_until(
            partial(answers, directory, verify=_trust(served.certificate)), timeout_s=READY_WITHIN_S
        )
        yield Pebble(port=port, authority=served.certificate, _management_port=management_port)
    finally:
        server.stop()


def _trust(authority: str) -> ssl.SSLContext:
    # The certificate names the host, and the tests connect by address.
    context = ssl.create_default_context(cadata=authority)
    context.check_hostname = False
    return context
