"""A certificate for this machine's loopback address: self-signed, made once for each rehearsal."""

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ops.common.private_files import open_private

_VALID_FOR: Final = datetime.timedelta(days=3650)
_CLOCK_SKEW: Final = datetime.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate and its private key, both as PEM files."""

    certificate: Path
    private_key: Path


def loopback_certificate(*, certificate: Path, private_key: Path) -> Certificate:
    """Return the certificate for https://127.0.0.1, making both files when one is missing."""
    made = Certificate(certificate=certificate, private_key=private_key)
    if certificate.exists() and private_key.exists():
        return made
    key = ec.generate_private_key(ec.SECP256R1())
    certificate.parent.mkdir(parents=True, exist_ok=True)
    with open_private(private_key) as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    certificate.write_bytes(_self_signed(key).public_bytes(serialization.Encoding.PEM))
    return made


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rehearsal")])
    now = datetime.datetime.now(datetime.UTC)
    # Azurite is reached by its address, a stand-in provider as "localhost".
    loopback = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.SubjectAlternativeName(loopback), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
