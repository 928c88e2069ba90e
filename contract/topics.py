"""The Kafka topics, as the backend's code names them."""

from typing import Final

TASK_EVENTS: Final = "task-events"
NOTIFICATIONS: Final = "notifications"


def dead_letter(topic: str) -> str:
    """Return the topic that takes what could not be processed."""
    return f"{topic}-dead-letter"


TOPICS: Final = tuple(name for topic in (TASK_EVENTS, NOTIFICATIONS) for name in (topic, dead_letter(topic)))
