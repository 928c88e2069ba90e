"""Certificates and credentials of a cluster."""

import json
from pathlib import Path

import pytest
from cryptography import x509

from tools.cluster.addresses import ClusterAddresses
from tools.cluster.pki import write_pki

ADDRESSES = ClusterAddresses(3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_pki(tmp_path / "pki", ADDRESSES)
    return tmp_path / "pki"


def certificate(folder: Path, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / f"{name}.crt").read_bytes())


def test_the_kubelet_is_a_node_to_the_api_server(folder: Path) -> None:
    assert (
        certificate(folder, "kubelet").subject.rfc4514_string() == "CN=system:node:todo-node-3,O=system:nodes"
    )


def test_every_certificate_is_signed_by_the_authority_that_is_meant_to(folder: Path) -> None:
    for path in folder.glob("*.crt"):
        authority = certificate(folder, "front-proxy-ca" if path.stem.startswith("front") else "ca")
        certificate(folder, path.stem).verify_directly_issued_by(authority)


def test_the_api_server_is_trusted_under_its_service_and_its_address(folder: Path) -> None:
    names = certificate(folder, "apiserver").extensions.get_extension_for_class(x509.SubjectAlternativeName)

    assert "kubernetes.default.svc" in names.value.get_values_for_type(x509.DNSName)
    addresses = {str(address) for address in names.value.get_values_for_type(x509.IPAddress)}
    assert addresses >= {ADDRESSES.node, ADDRESSES.api_service}


def test_keys_and_credentials_are_their_owners(folder: Path) -> None:
    private = [path for path in folder.iterdir() if path.suffix != ".crt"]

    assert len(private) > 10
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_administrator_signs_in_with_a_token(folder: Path) -> None:
    settings = json.loads((folder / "admin.kubeconfig").read_text())

    token = settings["users"][0]["user"]["token"]
    assert token in (folder / "tokens.csv").read_text()
    assert settings["clusters"][0]["cluster"]["server"] == "https://10.201.3.2"
