"""The Helm charts of the add-ons: the one place where their versions are pinned.

How they are chosen: docs/decisions/0021-addon-charts.md.
"""

from typing import Final

from constructs_lib.kubernetes.chart import Chart

DAPR: Final = Chart(repository="https://dapr.github.io/helm-charts/", name="dapr", version="1.18.3")
ENVOY_GATEWAY: Final = Chart(repository="oci://docker.io/envoyproxy", name="gateway-helm", version="v1.9.1")
CERT_MANAGER: Final = Chart(repository="https://charts.jetstack.io", name="cert-manager", version="v1.21.2")
