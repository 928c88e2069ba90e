"""Secrets as Terraform inputs that leave no trace."""

from cdktf import TerraformVariable
from constructs import Construct

from contract.inputs import LARGEST_REVISION, revision_input, secret_variable


class SecretVariable(Construct):
    """An ephemeral variable `<name>` and its revision `<name>_revision`.

    An ephemeral value is in no state and no plan file, so it may only go into a write-only argument; and
    because Terraform keeps nothing to compare it with, the revision is what says that it has changed.
    Source: developer.hashicorp.com, "Ephemeral values" and "Use write-only arguments".

    Outputs: `value`, `revision` and `revision_text` (for an annotation).
    """

    def __init__(self, scope: Construct, name: str, *, purpose: str) -> None:
        super().__init__(scope, name)
        variable = TerraformVariable(
            self,
            "Default",
            type="string",
            sensitive=True,
            nullable=False,
            description=f"{purpose}. Set {secret_variable(name)}; `ops env` and `rehearse env` pass it on.",
        )
        variable.override_logical_id(name)
        variable.add_override("ephemeral", value=True)
        variable.add_validation(
            condition=f"${{length(var.{name}) > 0}}",
            error_message=f"{secret_variable(name)} is empty. It is the {purpose}.",
        )
        revision = TerraformVariable(
            self,
            "revision",
            type="number",
            nullable=False,
            description=f"Changes when {name} does: a keyed hash of it, from 1 to 2^53-1.",
        )
        revision.override_logical_id(revision_input(name))
        revision.add_validation(
            condition=(
                f"${{var.{name}_revision >= 1 && var.{name}_revision <= {LARGEST_REVISION} "
                f"&& floor(var.{name}_revision) == var.{name}_revision}}"
            ),
            error_message=f"{name}_revision must be a whole number from 1 to 2^53-1.",
        )
        self.value: str = variable.string_value
        self.revision: float = revision.number_value
        self.revision_text: str = f"${{var.{name}_revision}}"
