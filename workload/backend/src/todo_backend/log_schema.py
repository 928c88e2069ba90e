"""One JSON object a line on standard output; docs/deployment/log-schema.md names the fields."""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

COMPONENT = "todo-backend"
_NOISY = ("httpx", "httpcore", "httpx2", "httpcore2", "openai")


def _name_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["severity"] = str(event.pop("level", "info")).upper()
    event["message"] = event.pop("event", "")
    event["component"] = COMPONENT
    return event


def _describe_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Type and stack of an exception, without its text: drivers and validators quote user data in it."""
    exc_info = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    if isinstance(exc_info, BaseException):
        event["error_type"] = type(exc_info).__name__
        event["error_stack"] = "".join(traceback.format_tb(exc_info.__traceback__))
    return event


def _ordered(_logger: WrappedLogger, _method: str, event: EventDict) -> Mapping[str, Any]:
    first = ("time", "severity", "component", "message", "request_id")
    ordered: MutableMapping[str, Any] = {name: event[name] for name in first if name in event}
    ordered.update((name, value) for name, value in event.items() if name not in ordered)
    return ordered


def _forget_arguments(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what uvicorn attaches for its coloured console."""
    event.pop("color_message", None)
    return event


def configure_logging(level: str, *, stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's records through the one schema, to standard output."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _describe_exception,
        _forget_arguments,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _name_fields,
                _ordered,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
