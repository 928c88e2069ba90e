"""A workload's address, inside the cluster or on a public one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.service_v1 import (
    ServiceV1,
    ServiceV1Metadata,
    ServiceV1Spec,
    ServiceV1SpecPort,
)
from constructs import Construct

from constructs_lib.kubernetes.object_meta import ObjectMeta

HTTP_PORT: Final = 80


@dataclass(frozen=True, kw_only=True)
class StaticAddress:
    """A static public IP address in Azure.

    Attributes:
        name: The address's name.
        resource_group: Name of its resource group.
    """

    name: str
    resource_group: str

    @property
    def annotations(self) -> dict[str, str]:
        """Annotations that make Azure give this address to a Service of type LoadBalancer.

        Source: cloud-provider-azure.sigs.k8s.io, "Azure LoadBalancer", service annotations.
        """
        return {
            "service.beta.kubernetes.io/azure-pip-name": self.name,
            "service.beta.kubernetes.io/azure-load-balancer-resource-group": self.resource_group,
        }


class HttpService(Construct):
    """A Service on port 80, inside the cluster or on a public address.

    On a public address, a node passes requests only to its own pods (`Local`): the pods then see the
    client's address, and network policies, which know no nodes, let the request in.

    Args:
        metadata: Name, namespace and labels.
        selector: Labels of the pods.
        target_port: Port of the pods.
        public: The public address. Default: none; the Service is of type ClusterIP.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as a reference.
        resource: The Service, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        selector: Mapping[str, str],
        target_port: int,
        public: StaticAddress | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        service = ServiceV1(
            self,
            "Default",
            metadata=ServiceV1Metadata(
                annotations=public.annotations if public else None, **metadata.arguments
            ),
            spec=ServiceV1Spec(
                type="LoadBalancer" if public else "ClusterIP",
                external_traffic_policy="Local" if public else None,
                selector=selector,
                port=[
                    ServiceV1SpecPort(
                        name="http",
                        port=HTTP_PORT,
                        target_port=str(target_port),
                        protocol="TCP",
                        app_protocol="http",
                    )
                ],
            ),
            depends_on=list(depends_on) or None,
        )
        self.name: str = service.metadata.name
        self.resource: ITerraformDependable = service
