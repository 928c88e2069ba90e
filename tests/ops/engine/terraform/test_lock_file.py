"""Terraform's lock file, read and written."""

from pathlib import Path

import pytest

from ops.common.errors import UserError
from ops.engine.terraform.lock_file import LockedProvider, read_lock_file, write_lock_file

HELM = "registry.terraform.io/hashicorp/helm"
TEXT = f"""# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "{HELM}" {{
  version     = "3.1.1"
  constraints = "3.1.1"
  hashes = [
    "h1:b3RoZXI=",
    "zh:0a1b",
    "zh:2c3d",
  ]
}}

provider "registry.terraform.io/redpanda-data/redpanda" {{
  version     = "2.1.0"
  constraints = "2.1.0"
  hashes = [
    "zh:4e5f",
  ]
}}
"""


def test_what_terraform_wrote_is_read_and_written_the_same(tmp_path: Path) -> None:
    file = tmp_path / ".terraform.lock.hcl"
    file.write_text(TEXT)
    entries = read_lock_file(file)
    assert entries[HELM] == LockedProvider(
        source=HELM,
        version="3.1.1",
        constraints="3.1.1",
        checksums=frozenset({"h1:b3RoZXI=", "zh:0a1b", "zh:2c3d"}),
    )
    write_lock_file(tmp_path / "again", entries)
    assert (tmp_path / "again").read_text() == TEXT


def test_no_file_has_no_entries(tmp_path: Path) -> None:
    assert read_lock_file(tmp_path / "none") == {}


@pytest.mark.parametrize(
    "text",
    [
        'provider "a" {\n  version = "1.0.0"\n',
        'provider "a" {\n  hashes = []\n}\n',
        "provider a {\n}\n",
        "damaged",
        f"{TEXT}damaged",
        "\udcff",
    ],
)
def test_another_text_is_refused_with_the_file_and_the_remedy(tmp_path: Path, text: str) -> None:
    file = tmp_path / ".terraform.lock.hcl"
    file.write_text(text, errors="surrogateescape")
    with pytest.raises(UserError, match="not a lock file of providers") as refused:
        read_lock_file(file)
    assert refused.value.where == str(file)
    assert "ops providers lock" in refused.value.remedy
