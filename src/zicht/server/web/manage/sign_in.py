"""One's own way of signing in: the account at one's organisation, linked or not."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.server.organisations.actions.linking import unlink_account
from zicht.server.organisations.outside import LINK
from zicht.server.organisations.queries import outside_account
from zicht.server.web.manage.views import EVERYONE
from zicht.server.web.parts.access import acting, staff
from zicht.server.web.parts.moments import moment
from zicht.server.web.parts.outside import offered_name, sent_away
from zicht.server.web.parts.posted import posted


def _unlink(request: HttpRequest) -> HttpResponse:
    unlink_account(by=acting(request))
    messages.success(request, _("Het account van uw organisatie is ontkoppeld. U kunt er niet meer mee inloggen."))
    return HttpResponseRedirect(reverse("mijn-inloggen"))


@staff(*EVERYONE)
def own_sign_in(request: HttpRequest) -> HttpResponse:
    """Whether an account is linked; link one at the provider, or take the link away."""
    asked = posted(request, "stap") if request.method == "POST" else ""
    if asked == "ontkoppelen":
        return _unlink(request)
    outside = offered_name()
    if asked == "koppelen":
        if not outside:
            raise Http404
        return sent_away(request, LINK, member=str(acting(request).member))
    linked = outside_account(acting(request))
    shown = {"outside": outside, "linked": moment(linked) if linked else ""}
    return render(request, "manage/sign_in.html", shown)
