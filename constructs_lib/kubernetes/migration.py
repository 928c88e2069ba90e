"""The steps of a release that run once and that the release waits for, such as a database's migration."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.job_v1 import (
    JobV1,
    JobV1Metadata,
    JobV1Spec,
    JobV1SpecTemplate,
    JobV1SpecTemplateMetadata,
    JobV1Timeouts,
)
from constructs import Construct

from constructs_lib.kubernetes.network_policy import AllowedFlows, Flow
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.pod import Process, container, security_context, volumes
from constructs_lib.kubernetes.service_account import ServiceAccount
from constructs_lib.kubernetes.structs import PodStructs

_DEADLINE_SECONDS: Final = 300
# Above the Job's own deadline, so that the Job says what is wrong.
_TIMEOUT: Final = "7m"
_ATTEMPTS_AFTER_THE_FIRST: Final = 2


class Migration(Construct):
    """A Job that runs once for each image, and a release that waits until it has succeeded.

    Its pods have a service account that may do nothing. A Job's pod template cannot change, so that a new
    image replaces the Job under the same name. While it runs, the pods of the release before still serve: a
    migration must leave them what they need. A Job without a time to live stays until the next release,
    because Terraform would otherwise run it again.

    Args:
        metadata: Name, namespace and labels of the Job and its pods.
        process: What runs: image, command, secrets.
        selector: Labels that the pods have beside those of `metadata`, and that no other pod has.
        egress: What the pods send. Default: no network policy of theirs.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The Job, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        process: Process,
        selector: Mapping[str, str],
        egress: Sequence[Flow] = (),
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        common = metadata.labelled(selector)
        account = ServiceAccount(self, "account", metadata=common)
        if egress:
            AllowedFlows(self, "flows", metadata=common, selector=selector, egress=egress)
        struct = PodStructs.of_job()
        pods = struct(
            container=[container(struct, process, name="migrate")],
            volume=volumes(struct, process),
            security_context=security_context(struct, process),
            service_account_name=account.name,
            automount_service_account_token=False,
            enable_service_links=False,
            # Failed pods are kept, and their logs with them.
            restart_policy="Never",
        )
        self.resource: ITerraformDependable = JobV1(
            self,
            "Default",
            metadata=JobV1Metadata(**common.arguments),
            spec=JobV1Spec(
                completions=1,
                parallelism=1,
                backoff_limit=_ATTEMPTS_AFTER_THE_FIRST,
                active_deadline_seconds=_DEADLINE_SECONDS,
                template=JobV1SpecTemplate(
                    metadata=JobV1SpecTemplateMetadata(labels=common.labels),
                    spec=pods,
                ),
            ),
            wait_for_completion=True,
            timeouts=JobV1Timeouts(create=_TIMEOUT, update=_TIMEOUT),
            depends_on=list(depends_on) or None,
        )
