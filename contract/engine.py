"""The versions of Terraform, and of OpenTofu, that can apply the stacks."""

from typing import Final

#: Write-only arguments, which keep secrets out of the state, came with 1.11 in both.
#: Sources: developer.hashicorp.com/terraform/language/resources/ephemeral/write-only; opentofu.org,
#: "What's new in OpenTofu 1.11".
OLDEST_TERRAFORM: Final = (1, 11, 0)
