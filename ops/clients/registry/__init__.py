"""Container registries: where a tag points to, and pushing an image to Azure's registry."""
