"""The reader of schemas finds them, or says that it does not know the bindings' form."""

from __future__ import annotations

import base64
import importlib.machinery
import io
import json
import tarfile
from pathlib import Path

import pytest

from rehearsal.provider.schema import bindings

RESOURCE = """
export class Sample extends {library}.TerraformResource {{
  public static readonly tfResourceType = "azurerm_sample";
  // secret_wo - computed: false, optional: true, required: false
  private _secretWo?: string;
  /**
  * @deprecated Write-only: the provider never returns this value.
  */
  public get secretWo() {{
    return this.getStringAttribute('secret_wo');
  }}
}}
export class AzurermProvider extends {library}.TerraformProvider {{
}}
"""


def _installed(folder: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install bindings with one module, whose source map holds this TypeScript."""
    mapped = base64.b64encode(json.dumps({"sourcesContent": [source]}).encode()).decode()
    script = f"//# sourceMappingURL=data:application/json;base64,{mapped}".encode()
    (folder / "_jsii").mkdir(parents=True)
    with tarfile.open(folder / "_jsii" / "sample@1.0.0.jsii.tgz", "w:gz") as tar:
        member = tarfile.TarInfo("package/lib/sample/index.js")
        member.size = len(script)
        tar.addfile(member, io.BytesIO(script))
    spec = importlib.machinery.ModuleSpec("sample", None, origin=str(folder / "__init__.py"))
    monkeypatch.setattr(bindings, "find_spec", lambda _name: spec)


@pytest.mark.parametrize("library", ["cdktf", "cdktn"])
def test_bindings_of_both_libraries_are_read(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _installed(tmp_path, RESOURCE.format(library=library), monkeypatch)

    found = bindings.read_bindings("azurerm")["resource_schemas"]["azurerm_sample"]["block"]["attributes"]

    assert found == {"secret_wo": {"type": "string", "optional": True}}


def test_bindings_in_an_unknown_form_are_an_error_that_names_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _installed(tmp_path, RESOURCE.format(library="terracdk"), monkeypatch)

    with pytest.raises(LookupError, match=r"No schema was found .*sample@1\.0\.0\.jsii\.tgz.* Adapt it"):
        bindings.read_bindings("azurerm")
