"""Settings of the add-ons stack."""

from environments.section import Section


class Dapr(Section):
    """The Dapr control plane; highly available means three replicas of each part."""

    high_availability: bool


class Gateway(Section):
    """The gateway's controller and cert-manager; highly available means two replicas of each part.

    Neither carries traffic: the proxies that do belong to the application.
    """

    high_availability: bool
