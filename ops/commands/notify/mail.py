"""Mail through a server with STARTTLS; without encryption nothing is sent."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final

from ops.commands.notify.delivery import TemporaryFailureError
from ops.commands.notify.message import Notification
from ops.common.errors import MissingInputError, UserError

HOST_VARIABLE: Final = "SMTP_HOST"
_SUBMISSION_PORT: Final = 587  # RFC 6409
_TIMEOUT_SECONDS: Final = 20.0
# The name of a client without a host name (RFC 5321, 4.1.3); a DNS lookup for one takes time.
_OWN_NAME: Final = "[127.0.0.1]"
_TRANSIENT: Final = range(400, 500)  # RFC 5321, 4.2.1


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A mail server, its credentials, the sender and the recipients."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str
    recipients: tuple[str, ...]


def mail_server(variables: Mapping[str, str]) -> MailServer:
    """Return the mail server of the SMTP_* variables. Raises MissingInputError if one cannot be used."""
    recipients = tuple(name.strip() for name in variables.get("SMTP_TO", "").split(",") if name.strip())
    sender = variables.get("SMTP_FROM", "").strip()
    port = variables.get("SMTP_PORT") or str(_SUBMISSION_PORT)
    wrong = [
        name
        for name, good in (("SMTP_TO", recipients), ("SMTP_FROM", sender), ("SMTP_PORT", port.isdigit()))
        if not good
    ]
    if wrong:
        raise MissingInputError(
            f"{HOST_VARIABLE} is set, but these are missing or invalid: {', '.join(wrong)}",
            where="SMTP_*",
            remedy="SMTP_FROM is an address, SMTP_TO is addresses separated by commas, SMTP_PORT is a number",
        )
    return MailServer(
        host=variables[HOST_VARIABLE],
        port=int(port),
        user=variables.get("SMTP_USER", ""),
        password=variables.get("SMTP_PASSWORD", ""),
        sender=sender,
        recipients=recipients,
    )


def send(server: MailServer, message: Notification) -> None:
    """Send a message once. Raises UserError, or TemporaryFailureError if a retry may succeed."""
    try:
        mail = _mail(server, message)
        with smtplib.SMTP(
            server.host, server.port, local_hostname=_OWN_NAME, timeout=_TIMEOUT_SECONDS
        ) as smtp:
            smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(mail)
    except (OSError, ValueError) as error:
        failure = TemporaryFailureError if _is_temporary(error) else UserError
        raise failure(
            f"the mail was not sent: {error}",
            where=f"{server.host}:{server.port}",
            remedy="check SMTP_HOST, SMTP_PORT (with STARTTLS), SMTP_USER, SMTP_PASSWORD and the addresses",
        ) from None


def _mail(server: MailServer, message: Notification) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.title.split())
    mail["From"] = server.sender
    mail["To"] = ", ".join(server.recipients)
    mail.set_content(message.plain)
    return mail


def _is_temporary(error: Exception) -> bool:
    """Return whether a retry may succeed. An error of smtplib is an OSError too."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code in _TRANSIENT
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return True
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException | ssl.SSLError)
