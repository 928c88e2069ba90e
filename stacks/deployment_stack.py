"""The base of the three stacks: remote state, readable addresses, described outputs."""

from collections.abc import Mapping

from cdktf import AzurermBackend, TerraformElement, TerraformOutput, TerraformStack
from constructs import Construct, Node

from contract.engine import OLDEST_TERRAFORM
from contract.outputs import Output
from contract.stacks import state_key
from environments import Environment


class DeploymentStack(TerraformStack):
    """A stack whose state lives in the environment's storage account, one blob a stack.

    The backend block says where the state is and nothing else: how to sign in comes from ARM_* variables
    (Entra ID or OIDC for Azure, a key for a rehearsal), so that the same bytes serve both.
    """

    def __init__(self, scope: Construct, name: str, *, environment: Environment) -> None:
        super().__init__(scope, name)
        self._addresses: dict[str, str] = {}
        self._outputs = Construct(self, "outputs")
        AzurermBackend(
            self,
            storage_account_name=environment.state.storage_account,
            container_name=environment.state.container,
            key=state_key(environment=environment.name, stack=name),
        )
        oldest = ".".join(map(str, OLDEST_TERRAFORM))
        self.add_override("terraform.required_version", f">= {oldest}")

    def declare(self, outputs: Mapping[Output, object]) -> None:
        """Declare outputs that later stacks or people read."""
        for name, value in outputs.items():
            output = TerraformOutput(self._outputs, name, value=value, description=name.description)
            output.override_logical_id(name)

    def _allocate_logical_id(self, tf_element: Node | TerraformElement) -> str:
        """Name an element after its path, without CDKTF's hash: a reviewer reads these addresses in plans.

        Raises ValueError when two elements would get one address, which the hash is otherwise there for.
        """
        path = tf_element.path if isinstance(tf_element, Node) else Node.of(tf_element).path
        address = "_".join(part for part in path.split("/")[1:] if part != "Default").replace("-", "_")
        kind = getattr(tf_element, "terraform_resource_type", type(tf_element).__name__)
        owner = self._addresses.setdefault(f"{kind}.{address}", path)
        if owner != path:
            raise ValueError(f"{path} and {owner} both have the address {kind}.{address}; rename one")
        return address
