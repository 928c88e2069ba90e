"""GitHub's REST API: a client, its errors, and the issues that commands keep up to date."""
