"""One's own notices: what became of what one saw, in words; and which of it one has read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zicht.server.door.view import NotVisible
from zicht.server.notices.actions.read import mark_read
from zicht.server.notices.queries import NoticeRow, notices
from zicht.server.web.manage.views import EVERYONE
from zicht.server.web.parts.access import acting, staff
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.posted import posted

READ = "gelezen"
# Where a role opens a signal. Others have no page for one, also when they saw it in an earlier role.
SIGNAL_PAGE = {"professional": "signaal", "partner": "signaal", "desk": "meldpunt-signaal"}


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """One notice on the page; ``url`` is "" when its reader may not open the signal any more."""

    id: str
    at: str
    said: str
    to_do: str
    read_at: str
    url: str


def _said(code: str) -> tuple[str, str]:
    """What happened, and what it asks of whoever saw the signal."""
    return {
        "no_sign": (
            _("Een signaal dat u hebt gezien is gewogen: geen aanwijzing voor mensenhandel."),
            _(
                "Het wordt na korte tijd verwijderd. Hebt u er iets van bewaard of doorgegeven? "
                "Verwijder of verbeter dat."
            ),
        ),
    }[code]


def _shown(row: NoticeRow, role: str) -> NoticeShown:
    said, to_do = _said(row.code)
    page = SIGNAL_PAGE.get(role, "") if row.opens else ""
    return NoticeShown(
        id=str(row.id),
        at=moment(row.made_at),
        said=said,
        to_do=to_do,
        read_at=moment(row.read_at) if row.read_at else "",
        url=reverse(page, args=[row.record]) if page else "",
    )


@require_http_methods(["GET", "POST"])
@staff(*EVERYONE)
def own(request: HttpRequest) -> HttpResponse:
    """One's own notices, newest first; a notice stays after it is read."""
    if request.method == "POST" and posted(request, READ):
        return _read(request, posted(request, READ))
    actor, after = acting(request), request.GET.get("na", "")
    page = notices(actor, after=after)
    found = {
        "notices": tuple(_shown(row, actor.role) for row in page.rows),
        "first_url": reverse("berichten") if after else "",
        "next_url": f"?{urlencode({'na': page.after})}" if page.after else "",
    }
    return render(request, "manage/notices.html", found)


def _read(request: HttpRequest, wanted: str) -> HttpResponse:
    try:
        mark_read(notice=uuid.UUID(wanted), by=acting(request))
    except ValueError as error:
        raise NotVisible("not-own-notice") from error
    return HttpResponseRedirect(request.get_full_path())
