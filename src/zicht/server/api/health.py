"""Whether this installation works, and where to report a hole in it. Nothing personal, nothing to sign in for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from zicht import __version__
from zicht.server.api.openapi import CONTACT
from zicht.server.logbook.queries import LogState, state

BEHIND_AFTER = timedelta(seconds=60)
EXPIRES_AFTER = timedelta(days=180)


@dataclass(slots=True)
class Watch:
    """Since when entries wait under the same head, as this process saw it.

    A waiting entry carries no time, and after a quiet night the last head is old while the worker is well:
    so only an entry that this process saw waiting for longer than a minute counts.
    """

    sealed: int = -1
    since: datetime | None = None

    def behind(self, log: LogState, now: datetime) -> bool:
        """Whether the worker leaves entries waiting."""
        if log.waiting == 0:
            self.since = None
        elif self.since is None or log.sealed != self.sealed:
            self.sealed, self.since = log.sealed, now
        return self.since is not None and now - self.since > BEHIND_AFTER


watch = Watch()


def _found(now: datetime) -> dict[str, str]:
    try:
        log = state()
    except DatabaseError:
        return {"database": "failed", "worker": "unknown", "log": "unknown"}
    return {
        "database": "ok",
        "worker": "behind" if watch.behind(log, now) else "ok",
        "log": "ok" if log.whole else "failed",
    }


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """``/healthz``: 200 when everything works, else 503 and what does not."""
    found = _found(timezone.now())
    well = set(found.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if well else "failed", "version": __version__, **found}, status=200 if well else 503
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """``/.well-known/security.txt`` (RFC 9116)."""
    expires = (timezone.now() + EXPIRES_AFTER).astimezone(UTC)
    lines = (
        f"Contact: mailto:{CONTACT['email']}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri('/.well-known/security.txt')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
