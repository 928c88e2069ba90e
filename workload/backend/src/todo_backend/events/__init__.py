"""The event flow: outbox, relay, subscriber and dead letters (docs/deployment/event-flow.md)."""
