"""Images of single programs."""

import hashlib
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tools.cluster.image_archive import ProgramImage


@pytest.fixture
def archive(tmp_path: Path) -> tarfile.TarFile:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    image = ProgramImage(name="todo.internal/a:1", files={"/bin/a": program}, entrypoint=["/bin/a"])
    return tarfile.open(image.write(tmp_path / "a.tar", machine="x86_64"))  # of the test's life


def content(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(name)
    assert found is not None
    return found.read()


def blob(archive: tarfile.TarFile, described: Any) -> bytes:
    found = content(archive, f"blobs/{described['digest'].replace(':', '/')}")
    assert len(found) == described["size"]
    assert f"sha256:{hashlib.sha256(found).hexdigest()}" == described["digest"]
    return found


def test_an_archive_leads_from_its_index_to_the_files(archive: tarfile.TarFile, tmp_path: Path) -> None:
    (entry,) = json.loads(content(archive, "index.json"))["manifests"]
    assert entry["annotations"]["io.containerd.image.name"] == "todo.internal/a:1"
    assert entry["platform"] == {"os": "linux", "architecture": "amd64"}
    manifest = json.loads(blob(archive, entry))
    config = json.loads(blob(archive, manifest["config"]))
    layer = blob(archive, manifest["layers"][0])

    assert config["rootfs"]["diff_ids"] == [manifest["layers"][0]["digest"]]
    assert config["config"]["Entrypoint"] == ["/bin/a"]
    (tmp_path / "layer.tar").write_bytes(layer)
    with tarfile.open(tmp_path / "layer.tar") as files:
        assert files.getmember("bin/a").mode == 0o755
        assert b"nonroot:x:65532:" in content(files, "etc/passwd")
