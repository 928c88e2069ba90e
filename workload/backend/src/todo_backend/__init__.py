"""Reference workload's backend: tasks whose recurrences happen exactly once, and an AI chat."""
