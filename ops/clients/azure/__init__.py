"""Azure's own APIs, called with what azure-core offers: sign-in, retries, waiting for long operations."""
