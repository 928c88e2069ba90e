"""A real Kubernetes API server with controllers, scheduler and simulated nodes, for end-to-end tests."""

from tests.control_plane.control_plane import ControlPlane, control_plane
from tests.control_plane.pod_stages import FailingPods, Failure
from tests.control_plane.service_routes import ServiceRoutes, service_routes

__all__ = ["ControlPlane", "FailingPods", "Failure", "ServiceRoutes", "control_plane", "service_routes"]
