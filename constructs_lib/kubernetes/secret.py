"""A Kubernetes Secret that Terraform writes and never reads."""

from collections.abc import Iterable, Mapping

from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1, SecretV1Metadata
from constructs import Construct

from constructs_lib.secret_variable import SecretVariable


class WriteOnlySecret(Construct):
    """A Secret whose values go into write-only arguments: they are in no state and no plan.

    The revision of `revised_by` is what Terraform compares. It is mandatory: without one the provider
    creates an empty Secret, and the next refresh copies the cluster's values into the state (measured
    with 2.38.0).

    Outputs: `name` as given, `reference` (the name as a reference, with which a user waits for the Secret),
    `keys`, `revision_text`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        values: Mapping[str, str],
        revised_by: SecretVariable,
        labels: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        secret = SecretV1(
            self,
            "Default",
            metadata=SecretV1Metadata(name=name, namespace=namespace, labels=labels),
            type="Opaque",
            data_wo=values,
            data_wo_revision=revised_by.revision,
        )
        self.name = name
        self.reference = secret.metadata.name
        self.keys = tuple(sorted(values))
        self.revision_text = revised_by.revision_text


def revision_annotations(secrets: Iterable[WriteOnlySecret]) -> dict[str, str]:
    """Return pod annotations that name the secrets' revisions, so that a changed secret rolls the pods."""
    return {f"secret-revision/{secret.name}": secret.revision_text for secret in secrets}
