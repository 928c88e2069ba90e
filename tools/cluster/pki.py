"""The certificates of a cluster, by two authorities of its own, and the kubeconfig files that use them.

Names and organizations are those that Kubernetes' built-in roles are bound to
(https://kubernetes.io/docs/setup/best-practices/certificates/).
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tools.cluster.addresses import ClusterAddresses

VALID_FOR = timedelta(days=7)
# The node's programs, by the user that each one is to the API server.
_USERS = {
    "kube-controller-manager": ("system:kube-controller-manager", None),
    "kube-scheduler": ("system:kube-scheduler", None),
    "kube-proxy": ("system:kube-proxy", None),
}


@dataclass(frozen=True, kw_only=True)
class _Authority:
    """A certificate authority, its certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def write_pki(folder: Path, addresses: ClusterAddresses) -> Path:
    """Fill `folder`, and return the administrator's kubeconfig; keys can be read by their owner only."""
    folder.mkdir(mode=0o700)
    cluster = _authority(folder, "ca")
    front_proxy = _authority(folder, "front-proxy-ca")
    signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    _write_key(folder / "service-account.key", signing_key)
    services = ("kubernetes", "kubernetes.default", "kubernetes.default.svc")
    own = ("localhost", "127.0.0.1", addresses.node, addresses.api_service)
    full_names = (*services, "kubernetes.default.svc.cluster.local")
    _issue(folder, cluster, "apiserver", user="kube-apiserver", names=(*full_names, *own))
    _issue(folder, cluster, "apiserver-kubelet", user="kube-apiserver", group="system:masters")
    _issue(folder, front_proxy, "front-proxy", user="front-proxy")
    node = (addresses.name, addresses.node)
    _issue(folder, cluster, "kubelet-server", user=addresses.name, names=node)
    users = {**_USERS, "kubelet": (f"system:node:{addresses.name}", "system:nodes")}
    for program, (user, group) in users.items():
        _issue(folder, cluster, program, user=user, group=group)
        credentials = {
            "client-certificate": str(folder / f"{program}.crt"),
            "client-key": str(folder / f"{program}.key"),
        }
        _write_kubeconfig(folder / f"{program}.kubeconfig", folder, addresses, credentials)
    token = secrets.token_urlsafe(32)
    _write_private(folder / "tokens.csv", f'{token},administrator,administrator,"system:masters"\n')
    return _write_kubeconfig(folder / "admin.kubeconfig", folder, addresses, {"token": token})


def _authority(folder: Path, name: str) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(name, None)
    certificate = (
        _builder(subject, subject, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(folder / f"{name}.key", key)
    _write_certificate(folder / f"{name}.crt", certificate)
    return _Authority(certificate=certificate, key=key)


def _issue(
    folder: Path,
    authority: _Authority,
    file: str,
    *,
    user: str,
    group: str | None = None,
    names: Sequence[str] = (),
) -> None:
    """Write a certificate for `user`, who is in `group`, and for the host names and addresses `names`."""
    key = ec.generate_private_key(ec.SECP256R1())
    uses = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
    builder = _builder(_subject(user, group), authority.certificate.subject, key).add_extension(
        x509.ExtendedKeyUsage(uses), critical=False
    )
    if names:
        alternatives = x509.SubjectAlternativeName([_alternative(name) for name in names])
        builder = builder.add_extension(alternatives, critical=False)
    _write_key(folder / f"{file}.key", key)
    _write_certificate(folder / f"{file}.crt", builder.sign(authority.key, hashes.SHA256()))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID_FOR)
    )


def _subject(user: str, group: str | None) -> x509.Name:
    groups = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group)] if group else []
    return x509.Name([*groups, x509.NameAttribute(NameOID.COMMON_NAME, user)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_kubeconfig(
    path: Path, folder: Path, addresses: ClusterAddresses, credentials: dict[str, str]
) -> Path:
    cluster = {"server": addresses.api_url, "certificate-authority": str(folder / "ca.crt")}
    name = addresses.name
    settings = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": credentials}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
    }
    return _write_private(path, json.dumps(settings))


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_private(path, pem.decode())


def _write_certificate(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _write_private(path: Path, text: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(text)
    return path
