"""The step of a release that brings a database up to date before the new pods start."""

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

from constructs_lib.kubernetes.pod import Process, container, security_context, volumes
from constructs_lib.kubernetes.structs import PodStructs

_DEADLINE_SECONDS: Final = 300
# Above the Job's own deadline, so that the Job says what is wrong.
_TIMEOUT: Final = "7m"
_ATTEMPTS_AFTER_THE_FIRST: Final = 2


class Migration(Construct):
    """A Job that runs once for each image, and a release that waits until it has succeeded.

    A Job's pod template cannot change, so that a new image replaces the Job under its own name. While it
    runs, the pods of the release before still serve: a migration must leave them what they need. A Job
    without a time to live stays until the next release, because Terraform would otherwise run it again.

    Output: `job`, for what has to come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        process: Process,
        service_account: str,
        labels: Mapping[str, str],
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        struct = PodStructs("job_v1", "JobV1")
        pods = struct(
            container=[container(struct, process, name="migrate")],
            volume=volumes(struct, process),
            security_context=security_context(struct, process),
            service_account_name=service_account,
            automount_service_account_token=False,
            enable_service_links=False,
            # Failed pods are kept, and their logs with them.
            restart_policy="Never",
        )
        self.job = JobV1(
            self,
            "Default",
            metadata=JobV1Metadata(name=name, namespace=namespace, labels=labels),
            spec=JobV1Spec(
                completions=1,
                parallelism=1,
                backoff_limit=_ATTEMPTS_AFTER_THE_FIRST,
                active_deadline_seconds=_DEADLINE_SECONDS,
                template=JobV1SpecTemplate(metadata=JobV1SpecTemplateMetadata(labels=labels), spec=pods),
            ),
            wait_for_completion=True,
            timeouts=JobV1Timeouts(create=_TIMEOUT, update=_TIMEOUT),
            depends_on=list(after),
        )
