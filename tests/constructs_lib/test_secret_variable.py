import json

import cdktf
from cdktf import App, TerraformStack

from constructs_lib.secret_variable import SecretVariable


def _synthesized() -> dict[str, object]:
    stack = TerraformStack(App(), "sample")
    SecretVariable(stack, "api_key", purpose="key of the API")
    variables: dict[str, object] = json.loads(cdktf.Testing.synth(stack))["variable"]
    return variables


def test_the_value_is_ephemeral_sensitive_and_has_no_default() -> None:
    variable = _synthesized()["api_key"]
    assert isinstance(variable, dict)
    assert variable["ephemeral"] is True
    assert variable["sensitive"] is True
    assert "default" not in variable


def test_the_revision_is_an_ordinary_number_without_a_default() -> None:
    variable = _synthesized()["api_key_revision"]
    assert isinstance(variable, dict)
    assert variable["type"] == "number"
    assert "ephemeral" not in variable
    assert "default" not in variable
