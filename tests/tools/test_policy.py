import json
from pathlib import Path

from tests.support.synthesis import synthesized
from tools.policy import main


def test_only_the_required_version_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "cdk.tf.json"
    stack = synthesized("production", "app")
    file.write_text(json.dumps(stack))
    assert main([str(file)]) == 0
    read = json.loads(file.read_text())
    assert "required_version" not in read["terraform"]
    assert read == {**stack, "terraform": read["terraform"]}
    assert read["terraform"]["backend"] == stack["terraform"]["backend"]
