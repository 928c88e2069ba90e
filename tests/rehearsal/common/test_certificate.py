"""The state store's certificate is good for the loopback address."""

import socket
import ssl
import threading
from pathlib import Path

from rehearsal.common.certificate import Certificate, loopback_certificate


def make(folder: Path) -> Certificate:
    return loopback_certificate(
        certificate=folder / "certificates" / "own.pem", private_key=folder / "own-key.pem"
    )


def test_a_client_that_trusts_it_accepts_the_loopback_address(tmp_path: Path) -> None:
    files = make(tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(files.certificate, files.private_key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with serving.wrap_socket(connection, server_side=True) as secured:
            secured.sendall(b"hello")

    thread = threading.Thread(target=serve)
    thread.start()
    trusting = ssl.create_default_context(cafile=str(files.certificate))
    with (
        socket.create_connection(listener.getsockname(), timeout=10) as plain,
        trusting.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
    ):
        assert secured.recv(5) == b"hello"
    thread.join(10)
    listener.close()


def test_it_is_made_once_and_its_key_is_private(tmp_path: Path) -> None:
    files = make(tmp_path)
    before = files.certificate.read_bytes()
    assert make(tmp_path).certificate.read_bytes() == before
    assert files.private_key.stat().st_mode & 0o777 == 0o600


def test_the_folder_to_trust_holds_no_private_key(tmp_path: Path) -> None:
    files = make(tmp_path)
    assert list(files.certificate.parent.iterdir()) == [files.certificate]
