"""The start of a stand-in provider: only with Terraform's handshake."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rehearsal.provider.certificate import key_and_certificate

_COOKIE = {"TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"}


def _start(home: Path, name: str, **variables: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k not in _COOKIE}
    return subprocess.Popen(
        [sys.executable, "-m", "rehearsal.provider", name],
        env={**environment, "REHEARSAL_HOME": str(home), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_handshake_names_a_socket_that_only_its_owner_reaches(tmp_path: Path) -> None:
    with _start(tmp_path, "helm", **_COOKIE) as process:
        assert process.stdout is not None
        *greeting, address, transport, certificate = process.stdout.readline().strip().split("|")
        folder = Path(address).parent
        mode = stat.S_IMODE(folder.stat().st_mode)
        process.terminate()

    assert greeting == ["1", "6", "unix"]
    assert transport == "grpc"
    assert certificate
    assert mode == 0o700
    assert not folder.exists()


@pytest.mark.parametrize("length", [70, 90, 120])
def test_the_length_of_the_temporary_folder_does_not_matter(tmp_path: Path, length: int) -> None:
    with tempfile.TemporaryDirectory() as short:
        temporary = Path(f"{short}/".ljust(length, "x"))
        temporary.mkdir()
        with _start(tmp_path, "helm", TMPDIR=str(temporary), **_COOKIE) as process:
            assert process.stdout is not None
            address = process.stdout.readline().strip().split("|")[3]
            assert Path(address).is_socket()
            process.terminate()

    assert not Path(address).parent.exists()


def test_a_person_who_starts_it_is_told_what_it_is(tmp_path: Path) -> None:
    with _start(tmp_path, "helm") as process:
        _output, said = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "Terraform starts it" in said


@pytest.mark.parametrize("name", ["google", "--help"])
def test_a_name_that_is_none_shows_the_usage(tmp_path: Path, name: str) -> None:
    with _start(tmp_path, name) as process:
        _output, said = process.communicate(timeout=30)

    assert process.returncode == 2
    assert "azurerm|kubernetes|helm|redpanda" in said


def test_the_certificate_is_made_once_and_its_key_is_private(tmp_path: Path) -> None:
    first = key_and_certificate(tmp_path)

    assert key_and_certificate(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "provider-certificate" / "key.pem").stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["provider-certificate"]
