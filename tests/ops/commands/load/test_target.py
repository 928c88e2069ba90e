import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from ops.commands.load.target import (
    Target,
    TargetRefusedError,
    TargetSilentError,
    load_target,
    require_answer,
    require_ownership,
)

THEIRS = Target(origin="https://todo.example.com", host="todo.example.com", local=False)
HERE = Target(origin="http://127.0.0.1:3000", host="127.0.0.1", local=True)


@contextmanager
def answering(status: int, location: str = "") -> Iterator[Target]:
    """Yield a server whose every answer is the same."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location.replace("HERE", self.headers["Host"]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield Target(origin=f"http://127.0.0.1:{server.server_port}", host="127.0.0.1", local=True)
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("url", "origin", "host"),
    [
        ("https://Todo.example.com/tasks?x=1", "https://todo.example.com", "todo.example.com"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000", "127.0.0.1"),
        ("http://[::1]:3000/", "http://[::1]:3000", "::1"),
    ],
)
def test_a_target_is_scheme_host_and_port(url: str, origin: str, host: str) -> None:
    found = load_target(url, resolve=lambda _: ["192.0.2.7"])
    assert (found.origin, found.host, found.local) == (origin, host, False)


@pytest.mark.parametrize(
    "url", ["todo.example.com", "//todo.example.com", "ftp://todo.example.com", "https://", "https://a:b", ""]
)
def test_what_is_no_url_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(TargetRefusedError, match="is not a URL") as raised:
        load_target(url, resolve=lambda _: ["192.0.2.7"])
    assert "https://todo.example.com" in raised.value.remedy


def test_a_url_with_a_user_in_it_is_refused_without_telling_the_password() -> None:
    with pytest.raises(TargetRefusedError) as raised:
        load_target("https://me:hunter2@todo.example.com", resolve=lambda _: ["192.0.2.7"])
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "fd00:ec2::254",
        "fe80::1%eth0",
        "0.0.0.0",
        "::",
        "224.0.0.1",
    ],
)
def test_a_metadata_service_is_refused_by_address_and_behind_any_name(address: str) -> None:
    with pytest.raises(TargetRefusedError, match="metadata service"):
        load_target("http://todo.example.com", resolve=lambda _: ["192.0.2.7", address])


@pytest.mark.parametrize("host", ["2852039166", "0xA9FEA9FE", "169.254.43518"])
def test_other_spellings_of_the_metadata_address_are_refused(host: str) -> None:
    with pytest.raises(TargetRefusedError, match="metadata service"):
        load_target(f"http://{host}/")


def test_a_host_that_nobody_knows_is_told() -> None:
    def unknown(_: str) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(TargetSilentError, match="cannot resolve the host todo"):
        load_target("https://todo.example.com", resolve=unknown)


def test_only_a_host_whose_every_address_is_this_machine_is_local() -> None:
    assert load_target("http://localhost:3000", resolve=lambda _: ["127.0.0.1", "::1"]).local
    assert not load_target("http://localhost:3000", resolve=lambda _: ["127.0.0.1", "192.0.2.7"]).local


def test_a_host_that_nobody_claims_is_refused_where_nobody_can_be_asked() -> None:
    with pytest.raises(TargetRefusedError, match="the owner of todo") as raised:
        require_ownership(THEIRS, named=None, ask=None)
    assert "--yes-i-own todo.example.com" in raised.value.remedy


@pytest.mark.parametrize("typed", ["y", "yes", "", "example.com", "todo.example.com.evil.example"])
def test_anything_but_the_host_is_no_claim(typed: str) -> None:
    with pytest.raises(TargetRefusedError, match="is not the host of the URL"):
        require_ownership(THEIRS, named=None, ask=lambda: typed)
    with pytest.raises(TargetRefusedError, match="is not the host of the URL"):
        require_ownership(THEIRS, named=typed, ask=None)


def test_the_host_typed_or_named_is_a_claim() -> None:
    require_ownership(THEIRS, named=None, ask=lambda: " Todo.Example.com ")
    require_ownership(THEIRS, named="todo.example.com", ask=None)


def test_this_machine_needs_no_claim_but_a_wrong_one_is_a_mistake() -> None:
    require_ownership(HERE, named=None, ask=None)
    with pytest.raises(TargetRefusedError):
        require_ownership(HERE, named="todo.example.com", ask=None)


def test_a_page_that_answers_is_enough() -> None:
    with answering(200) as target:
        require_answer(target)


@pytest.mark.parametrize("location", ["/sign-in", "http://HERE/sign-in"])
def test_a_redirect_within_the_application_is_allowed(location: str) -> None:
    with answering(307, location) as target:
        require_answer(target)


@pytest.mark.parametrize(
    ("location", "remedy"),
    [
        ("https://somebody.example.com/", "redirects are not followed"),
        ("//somebody.example.com/", "redirects are not followed"),
        ("https://127.0.0.1/", "use that URL: https://127.0.0.1"),
    ],
)
def test_a_redirect_to_another_place_is_refused_and_not_followed(location: str, remedy: str) -> None:
    with answering(308, location) as target, pytest.raises(TargetRefusedError) as raised:
        require_answer(target)
    assert remedy in raised.value.remedy


def test_an_application_that_fails_without_load_gets_none() -> None:
    with (
        answering(503) as target,
        pytest.raises(TargetSilentError, match="HTTP 503 before"),
    ):
        require_answer(target)


def test_a_target_that_is_not_there_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(TargetSilentError, match="no answer") as raised:
            require_answer(Target(origin=origin, host="127.0.0.1", local=True))
    assert raised.value.remedy == f"ops smoke {origin}"
