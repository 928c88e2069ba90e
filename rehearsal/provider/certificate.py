"""The certificate with which a stand-in answers Terraform, made once for a rehearsal's home.

Making one costs more than the rest of a provider's start-up, so it is kept beside the simulated cloud, readable by
its owner only, and renewed long before it ends.
"""

from __future__ import annotations

import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FILE = "provider-certificate.pem"
_VALID = timedelta(days=365)
_RENEW_AFTER = timedelta(days=300)
_SEPARATOR = b"-----BEGIN CERTIFICATE-----"


def key_and_certificate(folder: Path) -> tuple[bytes, bytes]:
    """The private key and the certificate, as PEM."""
    file = folder / _FILE
    if not file.exists() or time.time() - file.stat().st_mtime > _RENEW_AFTER.total_seconds():
        _write(file, _make())
    key, _separator, certificate = file.read_bytes().partition(_SEPARATOR)
    return key, _SEPARATOR + certificate


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)  # mode 0600
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(name).replace(file)


def _make() -> bytes:
    """A new key with its self-signed certificate for `localhost`, the name that go-plugin expects."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem + certificate.public_bytes(serialization.Encoding.PEM)
