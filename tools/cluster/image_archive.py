"""An image of a few files as an archive in the OCI image layout, for programs that need no other file.

Source: https://github.com/opencontainers/image-spec (image-layout.md, manifest.md, config.md).
"""

import hashlib
import io
import json
import platform
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MEDIA = "application/vnd.oci.image"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# Dapr's images have it, and Kubernetes takes an unknown user's group from here.
_USERS = {
    "etc/passwd": "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n",
    "etc/group": "root:x:0:\nnonroot:x:65532:\n",
}


@dataclass(frozen=True, kw_only=True)
class ProgramImage:
    """An image: its name, its files by their path in the image, what it runs, and as whom."""

    name: str
    files: Mapping[str, Path]
    entrypoint: Sequence[str]
    user: str = "65532"

    def write(self, target: Path, *, machine: str = platform.machine()) -> Path:
        """Write the archive, and return its path; the programs are for `machine`, by default this one."""
        layer = self._layer()
        runs_on = {"os": "linux", "architecture": _ARCHITECTURES.get(machine, machine)}
        config = {
            **runs_on,
            "config": {"Entrypoint": list(self.entrypoint), "User": self.user, "Env": ["PATH=/:/usr/bin"]},
            "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]},
            "history": [{"created_by": "tools/cluster/image_archive.py"}],
        }
        blobs: dict[str, bytes] = {}
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{_MEDIA}.manifest.v1+json",
            "config": _blob(blobs, f"{_MEDIA}.config.v1+json", json.dumps(config).encode()),
            "layers": [_blob(blobs, f"{_MEDIA}.layer.v1.tar", layer)],
        }
        entry = _blob(blobs, f"{_MEDIA}.manifest.v1+json", json.dumps(manifest).encode())
        entry |= {"platform": runs_on, "annotations": {"io.containerd.image.name": self.name}}
        index = {"schemaVersion": 2, "manifests": [entry]}
        with tarfile.open(target, "w") as archive:
            _add(archive, "oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
            _add(archive, "index.json", json.dumps(index).encode())
            for digest, content in blobs.items():
                _add(archive, f"blobs/sha256/{digest.removeprefix('sha256:')}", content)
        return target

    def _layer(self) -> bytes:
        written = io.BytesIO()
        with tarfile.open(fileobj=written, mode="w") as layer:
            temporary = tarfile.TarInfo("tmp")
            temporary.type, temporary.mode = tarfile.DIRTYPE, 0o1777
            layer.addfile(temporary)
            for path, text in _USERS.items():
                _add(layer, path, text.encode())
            for path, source in self.files.items():
                _add(layer, path.lstrip("/"), source.read_bytes(), mode=source.stat().st_mode & 0o755)
        return written.getvalue()


def _blob(blobs: dict[str, bytes], media_type: str, content: bytes) -> dict[str, Any]:
    digest = _digest(content)
    blobs[digest] = content
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _add(archive: tarfile.TarFile, name: str, content: bytes, *, mode: int = 0o644) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), mode
    archive.addfile(member, io.BytesIO(content))
