"""A Kubernetes Secret that Terraform writes and never reads."""

from collections.abc import Iterable, Mapping, Sequence

from cdktf import ITerraformDependable, Token
from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1, SecretV1Metadata
from constructs import Construct

from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.secret_variable import SecretVariable
from contract.inputs import LARGEST_REVISION


class WriteOnlySecret(Construct):
    """A Secret whose values go into write-only arguments: they are in no state and no plan.

    The revision of `revised_by` is what Terraform compares; of several, all together. It is mandatory:
    without one the provider creates an empty Secret, and the next refresh copies the cluster's values into
    the state (measured with 2.38.0).

    Args:
        metadata: Name, namespace and labels.
        values: The values by their keys; they may be ephemeral.
        revised_by: The variable whose revision changes when a value does, or several.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as given.
        reference: The name, as a reference: what uses it waits for the Secret.
        keys: The keys of the values, sorted.
        revision_text: The revision, as text for an annotation.
        resource: The Secret, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        values: Mapping[str, str],
        revised_by: SecretVariable | Sequence[SecretVariable],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        given = [revised_by] if isinstance(revised_by, SecretVariable) else list(revised_by)
        revision = _together(given)
        secret = SecretV1(
            self,
            "Default",
            metadata=SecretV1Metadata(**metadata.arguments),
            type="Opaque",
            data_wo=values,
            data_wo_revision=Token.as_number(revision),
            depends_on=list(depends_on) or None,
        )
        self.name: str = metadata.name
        self.reference: str = secret.metadata.name
        self.keys: tuple[str, ...] = tuple(sorted(values))
        self.revision_text: str = revision
        self.resource: ITerraformDependable = secret


def _together(variables: Sequence[SecretVariable]) -> str:
    """Return a revision that changes when one of theirs does, within the numbers that JSON has exactly."""
    if len(variables) == 1:
        return variables[0].revision_text
    names = [variable.revision_text.removeprefix("${").removesuffix("}") for variable in variables]
    return f"${{({' + '.join(names)}) % {LARGEST_REVISION} + 1}}"


def revision_annotations(secrets: Iterable[WriteOnlySecret]) -> dict[str, str]:
    """Return pod annotations that name the secrets' revisions, so that a changed secret rolls the pods."""
    return {f"secret-revision/{secret.name}": secret.revision_text for secret in secrets}
