"""The Terraform versions that can apply the stacks."""

from typing import Final

#: Write-only arguments, which keep secrets out of the state, came with Terraform 1.11.
#: Source: developer.hashicorp.com/terraform/language/resources/ephemeral/write-only.
OLDEST_TERRAFORM: Final = (1, 11, 0)
