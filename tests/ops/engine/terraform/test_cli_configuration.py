"""Providers that a CLI configuration replaces by local builds."""

from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.engine.terraform.cli_configuration import DevelopmentOverridesError, require_released_providers
from ops.engine.terraform.engine import find_engine
from ops.engine.terraform.product import OPENTOFU

OVERRIDES = """provider_installation {
  dev_overrides {
    "hashicorp/azurerm" = "/home/ana/go/bin"
  }
  direct {}
}
"""
IN_JSON = '{"provider_installation": {"dev_overrides": {"hashicorp/azurerm": "/home/ana/go/bin"}}}'
MIRROR = """# no dev_overrides here
/* dev_overrides {
} */
provider_installation {
  network_mirror { // dev_overrides
    url = "https://mirror.example/dev_overrides#dev_overrides/"
  }
}
"""


@pytest.mark.parametrize("text", [OVERRIDES, IN_JSON, f'x = "https://a"\n{OVERRIDES}'])
def test_a_configuration_that_replaces_providers_is_refused_before_terraform_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    file = tmp_path / "dev.tfrc"
    file.write_text(text)
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(file))
    # Nothing is on the path: the refusal comes first.
    with pytest.raises(DevelopmentOverridesError, match="dev_overrides replaces providers") as caught:
        find_engine(search_path="")
    assert (caught.value.where, caught.value.exit_code) == (str(file), ExitCode.USAGE)


@pytest.mark.parametrize("name", [".terraformrc", ".terraform.d/dev.tfrc", ".terraform.d/dev.tfrc.json"])
def test_the_files_of_the_home_are_read_only_when_none_is_named(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(OVERRIDES)
    with pytest.raises(DevelopmentOverridesError) as caught:
        require_released_providers({"HOME": str(tmp_path)})
    assert caught.value.where == str(file)
    named = tmp_path / "mirror.tfrc"
    named.write_text(MIRROR)
    require_released_providers({"HOME": str(tmp_path), "TF_CLI_CONFIG_FILE": str(named)})


@pytest.mark.parametrize("name", [".tofurc", ".config/opentofu/tofurc", ".config/opentofu/dev.tfrc"])
def test_the_files_of_opentofu_are_read_only_under_opentofu(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(OVERRIDES)
    variables = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / ".config")}
    require_released_providers(variables)
    with pytest.raises(DevelopmentOverridesError) as caught:
        require_released_providers(variables, product=OPENTOFU)
    assert caught.value.where == str(file)


def test_opentofu_reads_the_file_of_terraform_only_without_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / ".terraformrc").write_text(OVERRIDES)
    variables = {"HOME": str(tmp_path)}
    with pytest.raises(DevelopmentOverridesError):
        require_released_providers(variables, product=OPENTOFU)
    (tmp_path / ".tofurc").write_text(MIRROR)
    require_released_providers(variables, product=OPENTOFU)


def test_a_configuration_that_is_absent_replaces_nothing(tmp_path: Path) -> None:
    require_released_providers({"HOME": str(tmp_path)})
    require_released_providers({"TF_CLI_CONFIG_FILE": str(tmp_path / "absent.tfrc")})
