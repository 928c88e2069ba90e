"""Settings of the add-ons stack."""

from environments.section import Section


class Dapr(Section):
    """The Dapr control plane; highly available means three replicas of each part."""

    high_availability: bool
