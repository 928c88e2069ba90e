"""The image of a workload, as a Terraform input: a release or a rollback changes only this."""

from cdktf import TerraformVariable
from constructs import Construct

from contract.inputs import image_input

# registry/repository, then a tag, a digest or both. Source: github.com/distribution/reference, grammar.
_REFERENCE = (
    r"^[a-z0-9.-]+\\.[a-z0-9.-]+(:[0-9]+)?/[a-z0-9._/-]+"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$"
)


class ImageVariable(Construct):
    """The variable `<workload>_image`. It has no default: no plan must fall back to an older release.

    Output: `value`.
    """

    def __init__(self, scope: Construct, workload: str) -> None:
        name = image_input(workload)
        super().__init__(scope, name)
        variable = TerraformVariable(
            self,
            "Default",
            type="string",
            nullable=False,
            description=f"Image of the {workload}: registry/name:tag or registry/name@sha256:digest.",
        )
        variable.override_logical_id(name)
        variable.add_validation(
            condition=f'${{can(regex("{_REFERENCE}", var.{name}))}}',
            error_message=(
                f"{name} is '${{var.{name}}}', which does not name a registry, a repository and "
                "a tag or digest. Example: registry.example.com/shop/backend:1.4.0"
            ),
        )
        self.value: str = variable.string_value
