"""The Helm charts of the add-ons: the one place where their versions are pinned.

Each version can also be had as a Go module, out of which `make e2e` renders it with our values.
"""

from typing import Final

from constructs_lib.kubernetes.chart import Chart

DAPR: Final = Chart(repository="https://dapr.github.io/helm-charts/", name="dapr", version="1.16.0")
ENVOY_GATEWAY: Final = Chart(repository="oci://docker.io/envoyproxy", name="gateway-helm", version="v1.9.1")
CERT_MANAGER: Final = Chart(repository="https://charts.jetstack.io", name="cert-manager", version="v1.21.2")
