"""Going on with a draft, and throwing one away."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from zicht.server.door.view import NotVisible
from zicht.server.drafts.actions.keep import Standing, discard
from zicht.server.drafts.queries import drafts, open_draft
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.moments import moment
from zicht.server.web.professional.kept import resumed
from zicht.server.web.professional.shelf import Shelf, kept_line, last_day, new_window
from zicht.server.web.professional.views import STAFF, show_form


@require_GET
@staff(*STAFF)
def resume(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
    """The form as it was left, on whatever device."""
    found = open_draft(acting(request), draft)
    back = resumed(found.content, language_of(request))
    line = kept_line(found.line.saved_at, found.line.expires_at)
    shelf = Shelf(draft, Standing(found.version, new_window()), line, lost=back.lost, resumed=True)
    return show_form(request, back.page, back.form, shelf)


@require_http_methods(["GET", "POST"])
@staff(*STAFF)
def throw_away(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
    """Asks once, then it is gone. What it says is not shown."""
    if request.method == "POST":
        discard(draft=draft, by=acting(request))
        return HttpResponseRedirect(f"{reverse('signalen')}?{urlencode({'weggegooid': 'ja'})}")
    line = next((line for line in drafts(acting(request)) if line.id == draft), None)
    if line is None:
        raise NotVisible
    shown = {"draft": draft, "saved": moment(line.saved_at), "until": last_day(line.expires_at)}
    return render(request, "professional/throw_away.html", shown)
