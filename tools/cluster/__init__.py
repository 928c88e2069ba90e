"""A Kubernetes cluster of one real node on this machine, without Docker: for tests and acceptance."""
