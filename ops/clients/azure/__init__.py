"""Azure's APIs through Microsoft's own clients, and the state container."""
