"""Pushing a built image, byte for byte, so that its digest stays the scanned one."""

from ops.clients.registry.azure import AzureRegistry, RegistryPushError
from ops.commands.images.layout import ImageLayout
from ops.common.progress import ProgressSink


def push_layout(
    layout: ImageLayout, registry: AzureRegistry, *, repository: str, tag: str, progress: ProgressSink
) -> bool:
    """Push an image under a tag; return False when the tag already points to it, so that nothing was pushed.

    Blobs go first and the index last: the tag never points to an image that is not complete. Raises
    RegistryPushError.
    """
    root = layout.root
    if registry.digest(repository, tag) == root.digest:
        return False
    pushed = set()
    for manifest in layout.manifests():
        for blob in () if manifest.is_index else layout.blobs(manifest):
            if blob.digest not in pushed:
                progress.update(f"pushing {blob.digest[:19]}…")
                registry.push_blob(repository, blob.path)
                pushed.add(blob.digest)
        answered = registry.push_manifest(
            repository,
            manifest.path,
            media_type=manifest.media_type,
            tag=tag if manifest.digest == root.digest else None,
        )
        if answered != manifest.digest:
            raise RegistryPushError(
                f"pushed {answered}, but the scanned digest is {manifest.digest}",
                where=f"{registry.host}/{repository}:{tag}",
                remedy="do not deploy this image; push it again",
            )
    return True
