"""A built image on disk: a folder with an OCI image layout.

Source: github.com/opencontainers/image-spec v1.1, image-layout.md, image-index.md and manifest.md.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.common.errors import UserError

_INDEXES: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_BLOCK: Final = 1 << 20


class LayoutError(UserError):
    """A folder that is not the layout of one image, or was altered."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """A blob of the layout, with the media type that its descriptor gives."""

    digest: str
    media_type: str
    path: Path

    @property
    def is_index(self) -> bool:
        """Whether it lists manifests."""
        return self.media_type in _INDEXES

    def document(self) -> dict[str, Any]:
        """Return a manifest's or an index's JSON."""
        found: dict[str, Any] = json.loads(self.path.read_bytes())
        return found


@dataclass(frozen=True, kw_only=True)
class ImageLayout:
    """The layout of one image. Every blob is compared with its digest when it is read."""

    folder: Path

    @property
    def root(self) -> Content:
        """The image: a manifest, or an index of a manifest and its attestations."""
        try:
            [descriptor] = json.loads((self.folder / "index.json").read_bytes())["manifests"]
            return self._content(descriptor)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LayoutError(
                "the folder has no OCI layout with exactly one image",
                where=str(self.folder),
                remedy="build the image again: ops images build",
            ) from error

    def platform(self) -> str:
        """Return the platform of the image, such as linux/amd64."""
        manifest = next(content for content in self.manifests() if not content.is_index)
        config = self._content(manifest.document()["config"]).document()
        return f"{config['os']}/{config['architecture']}"

    def manifests(self) -> Iterator[Content]:
        """Yield the manifests and indexes, each after those that it lists."""
        yield from self._manifests(self.root)

    def blobs(self, manifest: Content) -> Iterator[Content]:
        """Yield the configuration and the layers of a manifest."""
        document = manifest.document()
        for descriptor in [document["config"], *document["layers"]]:
            yield self._content(descriptor)

    def _manifests(self, content: Content) -> Iterator[Content]:
        if content.is_index:
            for descriptor in content.document()["manifests"]:
                yield from self._manifests(self._content(descriptor))
        yield content

    def _content(self, descriptor: dict[str, Any]) -> Content:
        digest = str(descriptor["digest"])
        path = self.folder / "blobs" / digest.replace(":", "/", 1)
        if not path.is_file() or f"sha256:{_sha256(path)}" != digest:
            raise LayoutError(
                f"the blob {digest} is missing or altered",
                where=str(path),
                remedy="build the image again: ops images build",
            )
        return Content(digest=digest, media_type=str(descriptor["mediaType"]), path=path)


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()
