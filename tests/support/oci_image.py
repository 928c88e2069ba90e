"""An OCI image of the shape that BuildKit writes for `type=oci` with provenance and an SBOM.

An index in `index.json` names a second index, which names the image and its attestations; the latter are
for the platform unknown/unknown. There is no manifest.json, which only a Docker archive has. Sources:
docs.docker.com, "OCI and Docker exporters" and "Attestation storage"; opencontainers/image-spec v1.1.1,
image-layout.md.
"""

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_OCI: Final = "application/vnd.oci.image"
_DOCKER_REFERENCE: Final = "vnd.docker.reference"


@dataclass(kw_only=True)
class BuiltImage:
    """The blobs of an image by digest, its index, and the digests by which it is known."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    index: bytes = b""
    digest: str = ""
    image_digest: str = ""
    layer: str = ""

    def add(self, content: bytes, media_type: str, **more: Any) -> dict[str, Any]:
        """Add a blob and return its descriptor."""
        digest = _digest(content)
        self.blobs[digest] = content
        return {"mediaType": media_type, "digest": digest, "size": len(content), **more}


def built_image(*, architecture: str = "amd64") -> BuiltImage:
    """Return an image with one layer and an attestation."""
    built = BuiltImage()
    platform = {"architecture": architecture, "os": "linux"}
    layer = _tar({"etc/os-release": b"ID=debian\nVERSION_ID=12\n"})
    built.layer = _digest(layer)
    image = _manifest(built, gzip.compress(layer, mtime=0), diff_id=built.layer, platform=platform)
    built.image_digest = image["digest"]
    attestation = _attestation(built, of=image["digest"])
    index = _json(
        {"schemaVersion": 2, "mediaType": f"{_OCI}.index.v1+json", "manifests": [image, attestation]}
    )
    outer = built.add(index, f"{_OCI}.index.v1+json", annotations={"org.opencontainers.image.ref.name": "x"})
    built.digest = outer["digest"]
    built.index = _json({"schemaVersion": 2, "mediaType": f"{_OCI}.index.v1+json", "manifests": [outer]})
    return built


def write_archive(path: Path, built: BuiltImage) -> None:
    """Write the image as an OCI archive."""
    path.write_bytes(_tar(_files(built)))


def write_layout(folder: Path, built: BuiltImage) -> None:
    """Write the image as a folder, as `tar=false` does."""
    for name, content in _files(built).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _files(built: BuiltImage) -> dict[str, bytes]:
    files = {f"blobs/{digest.replace(':', '/')}": content for digest, content in built.blobs.items()}
    return files | {"index.json": built.index, "oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}


def _manifest(built: BuiltImage, layer: bytes, *, diff_id: str, platform: dict[str, str]) -> dict[str, Any]:
    config = {**platform, "config": {}, "rootfs": {"type": "layers", "diff_ids": [diff_id]}}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{_OCI}.manifest.v1+json",
        "config": built.add(_json(config), f"{_OCI}.config.v1+json"),
        "layers": [built.add(layer, f"{_OCI}.layer.v1.tar+gzip")],
    }
    return built.add(_json(manifest), f"{_OCI}.manifest.v1+json", platform=platform)


def _attestation(built: BuiltImage, *, of: str) -> dict[str, Any]:
    statement = _json({"_type": "https://in-toto.io/Statement/v0.1", "subject": [], "predicate": {}})
    unknown = {"architecture": "unknown", "os": "unknown"}
    config = {**unknown, "config": {}, "rootfs": {"type": "layers", "diff_ids": [_digest(statement)]}}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{_OCI}.manifest.v1+json",
        "config": built.add(_json(config), f"{_OCI}.config.v1+json"),
        "layers": [built.add(statement, "application/vnd.in-toto+json")],
    }
    annotations = {f"{_DOCKER_REFERENCE}.digest": of, f"{_DOCKER_REFERENCE}.type": "attestation-manifest"}
    return built.add(_json(manifest), f"{_OCI}.manifest.v1+json", platform=unknown, annotations=annotations)


def _tar(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def _json(document: Any) -> bytes:
    return json.dumps(document).encode()


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
