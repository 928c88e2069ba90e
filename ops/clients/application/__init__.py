"""The deployed application, as a browser uses it."""
