"""Settings of the exposure: how the application is reached from outside."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from environments.names import EmailAddress, HostName, matching
from environments.scaling import Amounts, Resources
from environments.section import Section

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"

AcmeDirectory = Annotated[
    str,
    AfterValidator(
        matching(
            r"https://[a-z0-9.-]+(:[0-9]+)?/[^\s?#@]*",
            rule=f"must be the https URL of an ACME directory, for instance {LETS_ENCRYPT}",
        )
    ),
]


class Proxies(Section):
    """The gateway's proxies, which carry all traffic: how many there are and what each may use."""

    replicas: Annotated[int, Field(ge=1, le=10)] = 2
    resources: Resources = Resources(
        requests=Amounts(cpu="50m", memory="256Mi"), limits=Amounts(cpu="1", memory="512Mi")
    )


class GatewayExposure(Section):
    """A gateway that ends TLS with an automatic certificate and routes to both workloads.

    Without a `host` it serves the free DNS name that Azure gives the public address.
    """

    kind: Literal["gateway"]
    host: HostName | None = None
    acme_email: EmailAddress
    acme_directory: AcmeDirectory = LETS_ENCRYPT
    proxies: Proxies = Proxies()


class LoadBalancerExposure(Section):
    """The frontend's Service itself on the public address: HTTP without TLS, for a trial."""

    kind: Literal["load_balancer"]


Exposure = Annotated[GatewayExposure | LoadBalancerExposure, Field(discriminator="kind")]
