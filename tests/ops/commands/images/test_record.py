from collections.abc import Callable

import pytest

from ops.commands.images.record import BuiltImage, NotBuiltError, NotScannedError, ScanRecord
from tests.support.oci_image import built_image, write_layout

Build = Callable[[], BuiltImage]


def test_an_image_that_passed_its_scan_may_be_pushed(built: Build) -> None:
    image = built()
    image.write(ScanRecord(digest=image.layout.root.digest, passed=True))

    image.require_scanned()
    assert image.build_record().tag == "a" * 40


def test_an_image_without_a_scan_is_not_pushed(built: Build) -> None:
    with pytest.raises(NotScannedError, match="was not scanned"):
        built().require_scanned()


def test_an_image_that_failed_its_scan_is_not_pushed(built: Build) -> None:
    image = built()
    image.write(ScanRecord(digest=image.layout.root.digest, passed=False))

    with pytest.raises(NotScannedError, match="did not pass"):
        image.require_scanned()


def test_an_image_that_is_not_the_scanned_one_is_not_pushed(built: Build) -> None:
    image = built()
    image.write(ScanRecord(digest="sha256:" + "e" * 64, passed=True))

    with pytest.raises(NotScannedError, match="the scanned digest is sha256:eee"):
        image.require_scanned()


def test_a_new_build_needs_a_new_scan(built: Build) -> None:
    image = built()
    image.write(ScanRecord(digest=image.layout.root.digest, passed=True))

    with pytest.raises(NotScannedError, match="was not scanned"):
        built().require_scanned()


def test_a_layout_that_was_replaced_is_no_built_image(built: Build) -> None:
    image = built()
    write_layout(image.layout.folder, built_image(architecture="arm64"))

    with pytest.raises(NotBuiltError, match="the image 'backend' was not built"):
        image.build_record()
