"""Slack's incoming webhook, or a compatible one: it takes a JSON object with `text`.

The URL is a secret: anyone who has it can post to the channel. No message or log shows it.
Source: docs.slack.dev, "Sending messages using incoming webhooks".
"""

import logging
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import httpx

from ops.commands.notify.delivery import TemporaryFailureError
from ops.common.errors import UserError

URL_VARIABLE: Final = "SLACK_WEBHOOK_URL"
_TIMEOUT_SECONDS: Final = 10.0
_LONGEST_ANSWER: Final = 100
_LOOPBACK: Final = ("127.0.0.1", "localhost")


def post(url: str, text: str) -> None:
    """Post a text once. Raises UserError, or TemporaryFailureError if a retry may succeed."""
    _check(url)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it logs the URL of each request
    try:
        answer = httpx.post(url, json={"text": text}, timeout=_TIMEOUT_SECONDS)
    except httpx.TransportError as error:
        reason = str(error).replace(url, "…")
        raise TemporaryFailureError(f"the webhook does not answer: {reason}", where=URL_VARIABLE) from None
    if answer.is_success:
        return
    reason = answer.text[:_LONGEST_ANSWER].replace(url, "…")
    what = f"the webhook refused: {reason or answer.reason_phrase} ({answer.status_code})"
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or answer.is_server_error:
        after = answer.headers.get("retry-after", "")
        raise TemporaryFailureError(what, where=URL_VARIABLE, after=float(after) if after.isdigit() else 0.0)
    raise UserError(
        what, where=URL_VARIABLE, remedy="create a new webhook in Slack and set the secret to its URL"
    )


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        good = False
    if not good:
        raise UserError(
            "the webhook is not an https:// URL",
            where=URL_VARIABLE,
            remedy="set the secret to the webhook's full URL",
        )
