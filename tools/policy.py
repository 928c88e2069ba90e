"""Copies of synthesized stacks in the form that checkov can read: `python -m tools.policy FILE…`.

checkov's parser of Terraform JSON takes only objects in the `terraform` block and refuses the whole file for
the text of `required_version` (checkov/terraform_json/parser.py, `hclify`). No policy is about that line.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path


def without_required_version(text: str) -> str:
    """Return a synthesized stack without its `required_version`."""
    document = json.loads(text)
    document["terraform"].pop("required_version", None)
    return json.dumps(document, indent=2)


def main(files: Sequence[str]) -> int:
    """Rewrite each file in place; return the exit code."""
    for file in map(Path, files):
        file.write_text(without_required_version(file.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
