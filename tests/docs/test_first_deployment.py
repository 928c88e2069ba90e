"""The first deployment: the order of steps that depend on one another, and the file of secrets."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
OPS = Path(sys.executable).parent / "ops"
# Each needs the ones before it: the ids of the repository, the identities, the protection of main.
ORDER = (
    "$ az login",
    "$ gh repo create",
    "$ ops github configure --no-variables --dry-run",
    "actions/permissions -F enabled=false",
    "$ git push --set-upstream origin main",
    "$ ops bootstrap --check",
    '$ eval "$(ops secrets load)"',
    "$ ops secrets check",
    "$ ops deploy foundation",
    "$ ops images build",
    "$ ops images scan",
    "$ ops images push",
    '$ eval "$(ops images push)"',
    "$ ops smoke",
    "$ git push\n",
    "actions/permissions -F enabled=true",
    "$ ops github configure --reviewer",
    "gh secret set OPENAI_API_KEY --env production",
    "$ gh workflow run deploy-production",
)


def test_each_step_comes_after_those_that_it_needs() -> None:
    text = (PROJECT / "DEPLOYMENT.md").read_text()
    absent = [step for step in ORDER if step not in text]
    assert absent == []
    places = [text.index(step) for step in ORDER]
    assert places == sorted(places)


@pytest.mark.parametrize("how", [f'eval "$({OPS} secrets load)"', "set -a; . ./.env; set +a"])
def test_every_value_between_the_quotes_reaches_the_shell_as_it_was_written(tmp_path: Path, how: str) -> None:
    template = (PROJECT / ".env.example").read_text()
    names = re.findall(r"^([A-Z_]+)=", template, re.MULTILINE)
    value = 'p$HOME&;a b#"c\\d`e`'
    (tmp_path / ".env").write_text(template.replace("=''", f"='{value}'"))
    shown = "; ".join(f'printf "%s\\n" "${name}"' for name in names)
    done = subprocess.run(
        ["/bin/sh", "-c", f"{how}; {shown}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [value] * len(names)
    assert len(names) >= 7
