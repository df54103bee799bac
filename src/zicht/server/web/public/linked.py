"""A professional without an account: the code of a one-off link, the answers, what they saw, the receipt.

The code travels in the body of a form and never in an address: so no log of a server, no history and no other site's
"came from" holds it. Nothing of any record is shown here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.sentences import say, say_error
from zicht.knowledge.signal import Answer, warnings
from zicht.server.intake.actions.link_report import Key, capacity_of, key_of, report_by_link
from zicht.server.intake.actions.report import RECEIPT_LASTS
from zicht.server.intake.tokens import new_token, nonce_of
from zicht.server.web.parts.components import Field
from zicht.server.web.parts.posted import written
from zicht.server.web.parts.warned import warned
from zicht.server.web.public import forms
from zicht.server.web.public.pages import public, show
from zicht.server.web.public.signs import Seen, read_signs, sign_groups, with_signs

CODE, STEP, TOKEN = "code", "stap", "token"
OBSERVE, ANSWERS_AGAIN, ALL_THE_SAME = "waarnemingen", "antwoorden", "toch"
CODE_MOST = 64
# The eight answers of a professional; the eighth, in which capacity, is the link's.
ABOUT = ("what", "where", "when", "who", "acute", "known_via", "narrative")
ASKED = (*ABOUT, *forms.CONTACT)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was sent with a link's code: the answers, what was seen, for whom the link is, and the form's token."""

    code: str
    token: str
    capacity: str
    sent: forms.Sent | None
    seen: Seen


NOTHING_SEEN = Seen({}, (), {})
Warned = tuple[tuple[str, str], ...]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: HttpRequest) -> HttpResponse:
    """First the code, then the answers; all of it is sent here, so that no address holds anything."""
    code = request.POST.get(CODE, "").strip()[:CODE_MOST]
    if request.method != "POST" or not code:
        return _ask_code(request, "", _("Vul de code van uw link in.") if request.method == "POST" else "")
    try:
        return _with_code(request, code)
    except Refused as refused:
        if refused.code != "intake.link_unknown":
            raise
        return _ask_code(request, code, say_error(refused, forms.language()))


def _ask_code(request: HttpRequest, code: str, error: str) -> HttpResponse:
    hint = _("Twintig cijfers, achter het hekje (#) in uw link. Spaties maken niet uit.")
    field = Field(CODE, CODE, _("Code van uw link"), "text", code, hint=hint, error=error, required=True,
                  max_length=CODE_MOST, autocomplete="off")  # fmt: skip
    # what was written is not lost when a link ended while its form was open
    lost = tuple(text for text in written(request) if error)
    return show(request, "link", status=400 if error else 200, field=field, written=lost)


def _with_code(request: HttpRequest, code: str) -> HttpResponse:
    token, key = request.POST.get(TOKEN, ""), key_of(code)
    if not token:
        return _form(request, Filled(code, new_token(), capacity_of(key), None, NOTHING_SEEN))
    try:
        nonce = nonce_of(token)
    except Refused as refused:
        filled = _filled(request, code, new_token(), capacity_of(key))
        return _form(request, filled, say_error(refused, forms.language()), 400)
    return _answered(request, _filled(request, code, token, capacity_of(key, nonce)), key, nonce)


def _filled(request: HttpRequest, code: str, token: str, capacity: str) -> Filled:
    known = {"capacity": Answer.of(capacity)}
    sent = forms.read(request.POST, timezone.localdate(), ASKED, known)
    return Filled(code, token, capacity, sent, read_signs(request.POST, sent.draft.known_via.value, sent.draft.when))


def _answered(request: HttpRequest, filled: Filled, key: Key, nonce: str) -> HttpResponse:
    """The page that comes next: the answers again, what was seen, the question about danger, or the receipt."""
    assert filled.sent is not None
    step = request.POST.get(STEP, "")
    if step == ANSWERS_AGAIN or "wijzigen" in request.POST:
        return _form(request, filled)
    if filled.sent.problems:
        return _form(request, filled, status=400)
    if step == OBSERVE or filled.seen.problems:
        return _observe(request, filled, 400 if filled.seen.problems else 200)
    acute = filled.sent.draft.acute.value == "yes"
    told = warned(warnings(filled.sent.draft), forms.language())
    if acute and "bevestigd" not in request.POST:
        return _danger(request, filled, told)
    if told and not acute and step != ALL_THE_SAME:
        return _look_again(request, filled, told)
    received = report_by_link(key=key, draft=with_signs(filled.sent.draft, filled.seen), nonce=nonce)
    return show(request, "received", received=received, days=RECEIPT_LASTS.days, acute=acute)


def _carried(filled: Filled) -> tuple[tuple[str, str], ...]:
    return (*(forms.kept(filled.sent.typed) if filled.sent else ()), *filled.seen.typed.items())


def _danger(request: HttpRequest, filled: Filled, told: Warned) -> HttpResponse:
    """First 112; that a text seems to name someone stands below it, so that it costs no page more."""
    carried = ((CODE, filled.code), *_carried(filled))
    where = reverse("melden-link")
    return show(request, "danger", token=filled.token, answers=carried, action=where, warnings=told)


def _look_again(request: HttpRequest, filled: Filled, told: Warned) -> HttpResponse:
    """Once, before sending: which text seems to name a possible perpetrator. Sending it all the same is one button."""
    carried = _carried(filled)
    return show(request, "link_warned", code=filled.code, token=filled.token, carried=carried, warnings=told)


def _form(request: HttpRequest, filled: Filled, notice: str = "", status: int = 200) -> HttpResponse:
    about, contact = forms.fields(ABOUT, filled.sent), forms.fields(forms.CONTACT, filled.sent)
    shown = {
        "code": filled.code,
        "token": filled.token,
        "carried": tuple(filled.seen.typed.items()),
        "capacity": standard.label("capacity", filled.capacity, forms.language()),
        "about": about,
        "contact": contact,
        "all": (*about, *contact),
        "wrong": status == 400 and not notice,
        "notice": notice,
    }
    return show(request, "link_report", status=status, **shown)


def _observe(request: HttpRequest, filled: Filled, status: int) -> HttpResponse:
    assert filled.sent is not None
    groups = tuple(sign_groups(filled.sent.draft, filled.seen))
    shown = {
        "code": filled.code,
        "token": filled.token,
        "carried": forms.kept(filled.sent.typed),
        "groups": groups,
        "newcomers": say("coverage.not_alone", forms.language()),
        "wrong": tuple(sign.source for group in groups for sign in group.signs if sign.source.error),
    }
    return show(request, "link_signs", status=status, **shown)
