import pytest
from azure.storage.blob import ContainerClient

from ops.delivery.secrets.revision_key import DamagedKeyError, ensure_revision_key, revision_key


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_key_is_refused_before_it_changes_every_revision(
    container: ContainerClient, content: bytes
) -> None:
    container.upload_blob("ops/revision.key", content, overwrite=True)
    with pytest.raises(DamagedKeyError, match=f"it has {len(content)} bytes, not 32") as error:
        revision_key(container)
    assert "ops bootstrap" in error.value.remedy
    container.delete_blob("ops/revision.key")
    assert ensure_revision_key(container)
    assert len(revision_key(container)) == 32
