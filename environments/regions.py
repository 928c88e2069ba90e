"""The regions that an environment may name: those of Azure, with or without zones, and Redpanda Serverless's.

A list cannot know a region that was opened after it was read: add it here, with its source. Whether a
subscription may use a region, and which sizes it offers there, only `ops bootstrap --check` can ask.
"""

from typing import Final

# Source: github.com/Azure/terraform-azurerm-avm-utl-regions at 9064b20bc601af2754cea78f25f7b6e22858ef24 (21
# August 2026), modules/cached-data/locations.tf.json: what Azure's API lists as physical regions, with their
# `availabilityZoneMappings`. Regions for Microsoft's own tests (euap, stg) are left out.
_WITH_ZONES: Final = """
australiaeast austriaeast belgiumcentral brazilsouth canadacentral centralindia centralus chilecentral
denmarkeast eastasia eastus eastus2 francecentral germanywestcentral indonesiacentral israelcentral italynorth
japaneast japanwest koreacentral malaysiawest mexicocentral newzealandnorth northeurope norwayeast
polandcentral qatarcentral southafricanorth southcentralus southeastasia spaincentral swedencentral
switzerlandnorth uaenorth uksouth westeurope westus2 westus3
"""
_WITHOUT_ZONES: Final = """
australiacentral australiacentral2 australiasoutheast brazilsoutheast canadaeast francesouth germanynorth
jioindiacentral jioindiawest koreasouth northcentralus norwaywest southafricawest southindia switzerlandwest
uaecentral ukwest westcentralus westindia westus
"""

#: The regions of Azure with three availability zones.
REGIONS_WITH_ZONES: Final = frozenset(_WITH_ZONES.split())
#: All regions of Azure.
REGIONS: Final = REGIONS_WITH_ZONES | frozenset(_WITHOUT_ZONES.split())

# Source: docs.redpanda.com, "Serverless Regions" (page of 19 November 2025, read in November 2026).
#: The regions of Redpanda Serverless: of AWS, and one of Google Cloud, which is a beta.
REDPANDA_REGIONS: Final = (
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "eu-central-1",
    "eu-west-2",
    "us-east-1",
    "us-west-2",
    "us-central1",
)
