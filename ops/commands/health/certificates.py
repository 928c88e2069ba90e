"""Certificates and days left, and who issues them.

Fields of a Certificate's status: cert-manager.io, "API reference", CertificateStatus.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ops.commands.health.conditions import Custom, describe, holds, judged, message, none_yet, title
from ops.commands.health.finding import Area, Finding, Health
from ops.delivery.smoke.checks import least_days_left


def evaluate_certificates(certificates: Sequence[Custom], *, now: datetime) -> list[Finding]:
    """Judge each certificate by its end and its renewal, which is due when a third of its time is left."""
    found = [_certificate(item, now=now) for item in certificates]
    return found or none_yet(certificates, "Certificates", section=Area.CERTIFICATES)


def evaluate_issuers(issuers: Sequence[Custom]) -> list[Finding]:
    """Judge each issuer: one that is not ready issues and renews nothing."""
    found = [judged(item, "Ready", section=Area.CERTIFICATES) for item in issuers]
    return found or none_yet(issuers, "Issuers", section=Area.CERTIFICATES)


def _certificate(item: Custom, *, now: datetime) -> Finding:
    status, detail = _verdict(item, now=now)
    look = f"{describe(item)}; kubectl -n {item['metadata']['namespace']} get challenges,orders"
    return Finding(
        section=Area.CERTIFICATES,
        subject=title(item),
        status=status,
        detail=detail,
        remedy="" if status is Health.OK else look,
    )


def _verdict(item: Custom, *, now: datetime) -> tuple[Health, str]:
    ends, renewal = _time(item, "notAfter"), _time(item, "renewalTime")
    ready = holds(item, "Ready")
    if ends is None:
        return Health.FAILED, f"not issued: {message(item, 'Ready')}"
    days = (ends - now).days
    left = f"ends on {ends:%Y-%m-%d}, {days} days left"
    if ends <= now:
        return Health.FAILED, f"ended on {ends:%Y-%m-%d}: {message(item, 'Ready')}"
    if not ready:
        return Health.FAILED, f"{left}, not Ready: {message(item, 'Ready')}"
    starts = _time(item, "notBefore")
    if starts and days < least_days_left(starts=starts, ends=ends):
        return Health.FAILED, f"{left}: its renewal does not work"
    if renewal and renewal < now:
        return Health.ATTENTION, f"{left}, its renewal is due since {renewal:%Y-%m-%d}"
    return Health.OK, left


def _time(item: Custom, name: str) -> datetime | None:
    text: Any = item.get("status", {}).get(name)
    return datetime.fromisoformat(text) if text else None
