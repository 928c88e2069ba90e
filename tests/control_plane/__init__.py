"""A real Kubernetes API server with controllers, scheduler and simulated nodes, for end-to-end tests."""

from tests.control_plane.control_plane import ControlPlane, control_plane
from tests.control_plane.pod_stages import FailingPods, Failure

__all__ = ["ControlPlane", "FailingPods", "Failure", "control_plane"]
