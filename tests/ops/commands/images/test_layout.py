import json
from pathlib import Path

import pytest

from ops.commands.images.layout import ImageLayout, LayoutError
from tests.support.oci_image import built_image, write_layout


def test_the_digest_is_that_of_the_index_with_the_attestations(tmp_path: Path) -> None:
    built = built_image()
    write_layout(tmp_path, built)
    layout = ImageLayout(folder=tmp_path)

    assert layout.root.digest == built.digest
    assert layout.platform() == "linux/amd64"


def test_the_index_comes_after_what_it_lists(tmp_path: Path) -> None:
    built = built_image()
    write_layout(tmp_path, built)

    found = [content.digest for content in ImageLayout(folder=tmp_path).manifests()]

    assert len(found) == 3
    assert (found[0], found[-1]) == (built.image_digest, built.digest)


def test_an_altered_blob_is_refused(tmp_path: Path) -> None:
    built = built_image()
    write_layout(tmp_path, built)
    path = tmp_path / "blobs" / built.image_digest.replace(":", "/")
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(LayoutError, match=f"{built.image_digest} is missing or altered"):
        list(ImageLayout(folder=tmp_path).manifests())


@pytest.mark.parametrize("index", [None, "{", json.dumps({"manifests": []}), json.dumps({"manifests": [1]})])
def test_a_folder_without_one_image_is_refused(tmp_path: Path, index: str | None) -> None:
    if index is not None:
        (tmp_path / "index.json").write_text(index)

    with pytest.raises(LayoutError, match="exactly one image"):
        _ = ImageLayout(folder=tmp_path).root
