"""Paths into and out of a network namespace that has no interface but its own loopback."""

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.components import relay
from tests.components.process import NotReadyError, Server, answers, free_ports

# Serves what it gets from an address that is the namespace's and not the machine's.
_PROGRAM = """
import http.server, urllib.request
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = urllib.request.urlopen("http://10.1.2.3:80/", timeout=5).read()
        self.send_response(200); self.end_headers(); self.wfile.write(b"inside " + body)
http.server.HTTPServer(("127.0.0.1", 8080), Handler).serve_forever()
"""


class _Outside(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"outside")

    def log_message(self, *_: object) -> None:
        """Keep the test's output short."""


@pytest.fixture
def ends(tmp_path: Path) -> relay.Ends:
    (incoming,) = free_ports(1)
    return relay.Ends(
        folder=str(tmp_path),
        networks=["10.0.0.0/8"],
        outgoing=[],
        incoming=[relay.End(inside=["127.0.0.1", 8080], outside=["127.0.0.1", incoming])],
    )


def _isolated(tmp_path: Path, ends: relay.Ends) -> Server:
    path = tmp_path / "network.json"
    path.write_text(json.dumps(ends))
    run = [sys.executable, relay.__file__]
    inside = f'"$0" "$1" inside "{path}" $$; exec "$0" -c "$2"'
    namespace = ["unshare", "--user", "--map-root-user", "--net", "sh", "-ec", inside]
    command = [*run, "outside", str(path), *namespace, *run, _PROGRAM]
    return Server(name="isolated", command=command, log=tmp_path / "log")


def test_connections_go_both_ways_and_end_with_the_program(tmp_path: Path, ends: relay.Ends) -> None:
    outside = HTTPServer(("127.0.0.1", 0), _Outside)
    Thread(target=outside.serve_forever, daemon=True).start()
    ends["outgoing"] = [relay.End(inside=["10.1.2.3", 80], outside=["127.0.0.1", outside.server_port])]
    server = _isolated(tmp_path, ends)
    url = f"http://127.0.0.1:{ends['incoming'][0]['outside'][1]}/"
    server.start()
    try:
        server.wait_until(lambda: answers(url), timeout_s=20)
        assert httpx.get(url, trust_env=False).text == "inside outside"
    finally:
        server.stop()
        outside.shutdown()
    assert not answers(url)
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True, check=False)
    assert left.stdout == ""


def test_there_is_no_way_out_but_those_that_are_given(tmp_path: Path, ends: relay.Ends) -> None:
    server = _isolated(tmp_path, ends)
    server.start()
    try:
        with pytest.raises(NotReadyError):
            server.wait_until(
                lambda: answers(f"http://127.0.0.1:{ends['incoming'][0]['outside'][1]}/"), timeout_s=3
            )
    finally:
        server.stop()
    assert "Connection refused" in server.log.read_text()
