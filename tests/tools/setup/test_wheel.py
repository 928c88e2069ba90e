"""A wheel fetched without pip, from an index that speaks JSON or HTML, or from a folder."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tools.setup.wheel import fetch_wheel

CONTENT = b"a wheel"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NAME = "sample-1.0-py3-none-any.whl"
OTHER = "sample-1.0-py3-none-manylinux_2_17_mips.whl"
JSON = "application/vnd.pypi.simple.v1+json"


def entry(*digests: str) -> str:
    return "sample==1.0 \\\n" + " \\\n".join(f"    --hash=sha256:{digest}" for digest in digests)


@contextmanager
def index(*, kind: str, password: str | None = None) -> Iterator[str]:
    """Serve an index with one file for this machine and one for another; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if password and self.headers["Authorization"] != password:
                self.send_error(401)
                return
            page = self.path == "/simple/sample/"
            self.send_response(200)
            self.send_header("Content-Type", kind if page else "application/octet-stream")
            self.end_headers()
            self.wfile.write(_page(kind).encode() if page else CONTENT)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}/simple"
        server.shutdown()


def _page(kind: str) -> str:
    names = (OTHER, NAME, "sample-1.0.tar.gz")
    if kind == JSON:
        files = [{"url": f"/files/{name}", "filename": name, "hashes": {"sha256": DIGEST}} for name in names]
        return json.dumps({"files": files})
    return "".join(f'<a href="../../files/{name}#sha256={DIGEST}">{name}</a>' for name in names)


@pytest.mark.parametrize("kind", [JSON, "text/html"])
def test_the_file_for_this_machine_is_taken_from_an_index(tmp_path: Path, kind: str) -> None:
    with index(kind=kind) as address:
        found = fetch_wheel(
            entry("0" * 64, DIGEST), options={"index-url": f"http://{address}"}, into=tmp_path
        )
    assert found == tmp_path / NAME
    assert found.read_bytes() == CONTENT


def test_a_password_in_the_address_of_an_index_is_sent(tmp_path: Path) -> None:
    with index(kind="text/html", password="Basic bWU6c2VjcmV0") as address:
        options = {"index-url": f"http://me:secret@{address}"}
        assert fetch_wheel(entry(DIGEST), options=options, into=tmp_path) == tmp_path / NAME


def test_an_index_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with index(kind=JSON) as address:
        options = {"index-url": "http://me:secret@127.0.0.1:9/simple", "extra-index-url": f"http://{address}"}
        assert fetch_wheel(entry(DIGEST), options=options, into=tmp_path) == tmp_path / NAME
    said = capsys.readouterr().err
    assert said.startswith("sample cannot be fetched from 127.0.0.1: ")
    assert "secret" not in said


def test_a_file_with_another_hash_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(CONTENT)
    with index(kind=JSON) as address:
        options = {"index-url": f"http://{address}", "find-links": str(tmp_path)}
        assert fetch_wheel(entry("0" * 64), options=options, into=tmp_path) is None


def test_a_folder_is_read_and_no_index_is_asked_where_pip_asks_none(tmp_path: Path) -> None:
    options = {"find-links": str(tmp_path), "no-index": "true", "index-url": "http://127.0.0.1:9"}
    assert fetch_wheel(entry(DIGEST), options=options, into=tmp_path) is None
    (tmp_path / NAME).write_bytes(CONTENT)
    assert fetch_wheel(entry(DIGEST), options=options, into=tmp_path) == tmp_path / NAME
