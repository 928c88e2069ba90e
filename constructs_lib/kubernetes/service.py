"""A workload's address, inside the cluster or on a public one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_kubernetes.service_v1 import (
    ServiceV1,
    ServiceV1Metadata,
    ServiceV1Spec,
    ServiceV1SpecPort,
)
from constructs import Construct

HTTP_PORT: Final = 80


@dataclass(frozen=True, kw_only=True)
class StaticAddress:
    """A static public IP address that exists in Azure, by its name and its resource group."""

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
    """A Service on port 80; `public` puts it on that address instead of one inside the cluster alone.

    On a public address, nodes hand a request only to pods of their own (`Local`): the pods then see the
    client's address, and network policies, which know no nodes, let the request in.

    Output: `name` (a reference).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        selector: Mapping[str, str],
        target_port: int,
        labels: Mapping[str, str],
        public: StaticAddress | None = None,
    ) -> None:
        super().__init__(scope, id_)
        service = ServiceV1(
            self,
            "Default",
            metadata=ServiceV1Metadata(
                name=name,
                namespace=namespace,
                labels=labels,
                annotations=public.annotations if public else None,
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
        )
        self.name = service.metadata.name
