"""Outputs of an earlier stack, read from its remote state."""

import json
from collections.abc import Sequence
from typing import Final

from cdktf import DataTerraformRemoteStateAzurerm
from constructs import Construct

from contract.outputs import FoundationOutput
from contract.stacks import StackName, state_key
from environments import Environment

#: What a provider needs to sign in to the cluster.
CLUSTER: Final = (FoundationOutput.CLUSTER_HOST, FoundationOutput.CLUSTER_CA_CERTIFICATE)


class UpstreamState(Construct):
    """The outputs of the stack `stack`, checked to be there before anything is planned on them.

    The check is a postcondition on the data source: it fails first and alone, where a precondition on
    each user would leave "Unsupported attribute" noise around it. It also covers a stack that was never
    applied, because the azurerm backend answers an absent state with an empty one.
    """

    def __init__(
        self, scope: Construct, stack: str, *, environment: Environment, needs: Sequence[str]
    ) -> None:
        super().__init__(scope, stack)
        self._needs = frozenset(needs)
        self._stack = stack
        self._data = DataTerraformRemoteStateAzurerm(
            self,
            "Default",
            storage_account_name=environment.state.storage_account,
            container_name=environment.state.container,
            key=state_key(environment=environment.name, stack=stack),
        )
        self._data.add_override("lifecycle.postcondition", [self._outputs_exist(environment.name)])

    def text(self, output: str) -> str:
        """Return a reference to a text output; raise KeyError for one that `needs` does not name."""
        if output not in self._needs:
            raise KeyError(f"'{output}' is not among the outputs that this stack needs of '{self._stack}'")
        return self._data.get_string(output)

    def _outputs_exist(self, environment: str) -> dict[str, str]:
        needed = json.dumps(sorted(self._needs))
        lacking = f"setsubtract({needed}, keys(self.outputs))"
        return {
            "condition": f"${{length({lacking}) == 0}}",
            "error_message": (
                f"The stack '{self._stack}' of '{environment}' has no output ${{join(\", \", {lacking})}}: "
                f"it is not applied yet, or was applied by older code. "
                f"Run: ENVIRONMENT={environment} cdktf deploy {self._upstream_stacks()}"
            ),
        }

    def _upstream_stacks(self) -> str:
        return self._stack if self._stack == StackName.FOUNDATION else f"{StackName.FOUNDATION} {self._stack}"
