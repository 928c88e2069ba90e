"""The controllers of Envoy Gateway and cert-manager as real programs, on one cluster."""
