"""Variables of the shell that would decide what Terraform does."""

import pytest

from ops.common.errors import ExitCode
from ops.engine.terraform.engine import find_engine
from ops.engine.terraform.shell_variables import ShellVariableError, require_neutral_shell


@pytest.mark.parametrize(
    "name",
    [
        "TF_WORKSPACE",
        "TF_DATA_DIR",
        "TF_CLI_ARGS",
        "TF_CLI_ARGS_plan",
        "TF_CLI_ARGS_apply",
        "TF_REATTACH_PROVIDERS",
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE",
        "TF_ENCRYPTION",
    ],
)
def test_a_variable_that_decides_is_refused_before_terraform_starts(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "dev")
    # Nothing is on the path: the refusal comes first.
    with pytest.raises(ShellVariableError, match=f"set in this shell: {name}") as caught:
        find_engine(search_path="")
    assert caught.value.exit_code == ExitCode.USAGE
    assert f"unset {name}`" in caught.value.remedy


def test_all_variables_are_named_in_one_message_without_their_values() -> None:
    with pytest.raises(ShellVariableError) as caught:
        require_neutral_shell({"TF_WORKSPACE": "hunter2", "TF_CLI_ARGS_plan": "-var=x=hunter2"})
    assert "TF_CLI_ARGS_plan, TF_WORKSPACE" in caught.value.what
    assert "unset TF_CLI_ARGS_plan TF_WORKSPACE" in caught.value.remedy
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TF_WORKSPACE", ""),
        ("TF_LOG", "debug"),
        ("TF_LOG_PATH", "/tmp/terraform.log"),
        ("TF_CLI_CONFIG_FILE", "/home/ana/mirror.tfrc"),
        ("TF_PLUGIN_CACHE_DIR", "/home/ana/.terraform.d/plugin-cache"),
        ("TF_VAR_database_url", "value"),
    ],
)
def test_a_variable_that_decides_nothing_is_left_alone(name: str, value: str) -> None:
    require_neutral_shell({name: value})
