"""Reporting, and coming back with a receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zicht.errors import Refused
from zicht.knowledge.sentences import say_error
from zicht.server.intake.actions.dialogue import TEXT_MOST, Dialogue, look, reply
from zicht.server.intake.actions.report import RECEIPT_LASTS, report
from zicht.server.intake.tokens import new_token, nonce_of
from zicht.server.web.parts.components import Field, Step
from zicht.server.web.public import forms
from zicht.server.web.public.pages import in_language, public, show

METHODS = ["GET", "HEAD", "POST"]


@public
@require_http_methods(METHODS)
def report_page(request: HttpRequest) -> HttpResponse:
    """The form; what is sent here is handled like what is sent to ``received_page``."""
    return _sent(request) if request.method == "POST" else _form(request, new_token())


@public
@require_http_methods(METHODS)
def received_page(request: HttpRequest) -> HttpResponse:
    """Where the form is sent to, so that the receipt has an address without a code; visited, it is the form."""
    return _sent(request) if request.method == "POST" else redirect(reverse("melden") + in_language())


def _sent(request: HttpRequest) -> HttpResponse:
    """The receipt, or first the question about danger, or the form again with what is wrong."""
    sent = forms.read(request.POST, timezone.localdate())
    token = request.POST.get("token", "")
    try:
        nonce = nonce_of(token)
    except Refused as refused:
        return _form(request, new_token(), sent, notice=say_error(refused, forms.language()), status=400)
    if sent.problems:
        return _form(request, token, sent, status=400)
    if "wijzigen" in request.POST:
        return _form(request, token, sent)
    if sent.draft.acute.value == "yes" and "bevestigd" not in request.POST:
        return show(request, "danger", token=token, answers=forms.kept(sent.typed))
    return _receipt(request, sent, token, nonce)


def _receipt(request: HttpRequest, sent: forms.Sent, token: str, nonce: str) -> HttpResponse:
    try:
        received = report(draft=sent.draft, nonce=nonce)
    except Refused as refused:
        return _form(request, token, sent, notice=say_error(refused, forms.language()), status=503)
    acute = sent.draft.acute.value == "yes"
    return show(request, "received", received=received, days=RECEIPT_LASTS.days, acute=acute)


def _form(
    request: HttpRequest, token: str, sent: forms.Sent | None = None, notice: str = "", status: int = 200
) -> HttpResponse:
    about, contact = forms.fields(forms.ABOUT, sent), forms.fields(forms.CONTACT, sent)
    wrong = bool(sent and sent.problems)
    shown = {"about": about, "contact": contact, "all": (*about, *contact), "wrong": wrong, "steps": _steps()}
    return show(request, "report", status=status, token=token, notice=notice, **shown)


def _steps() -> tuple[Step, ...]:
    return (
        Step(_("U beantwoordt acht vragen"), _("‘Dat weet ik niet’ is altijd een goed antwoord.")),
        Step(_("U krijgt een ontvangstcode"), _("Schrijf die op. Wij kunnen de code niet opnieuw geven.")),
        Step(_("Het meldpunt leest uw signaal"), _("Met uw code leest u later het antwoord en kunt u terugschrijven.")),
    )


@public
@require_http_methods(METHODS)
def return_page(request: HttpRequest) -> HttpResponse:
    """Come back with a receipt: read, and reply once to each answer."""
    code = request.POST.get("code", "").strip()
    if request.method != "POST" or not code:
        return _code_form(request, "", _("Vul uw code in.") if request.method == "POST" else "")
    try:
        return _replied(request, code) if "reactie" in request.POST else _dialogue(request, look(code), code)
    except Refused as refused:
        return _code_form(request, code, say_error(refused, forms.language()))


def _code_form(request: HttpRequest, code: str, error: str) -> HttpResponse:
    hint = _("Twintig cijfers. Spaties maken niet uit.")
    field = Field("code", "code", _("Ontvangstcode"), "text", code[:64], hint=hint, error=error, required=True,
                  max_length=64, autocomplete="off")  # fmt: skip
    return show(request, "return", status=400 if error else 200, field=field)


def _replied(request: HttpRequest, code: str) -> HttpResponse:
    text = request.POST["reactie"]
    try:
        nonce = nonce_of(request.POST.get("token", ""))
        return _dialogue(request, reply(code=code, text=text, nonce=nonce), code, sent=True)
    except Refused as refused:
        if refused.code == "intake.receipt_unknown":
            raise
        return _dialogue(request, look(code), code, text, say_error(refused, forms.language()))


def _dialogue(
    request: HttpRequest, dialogue: Dialogue, code: str, text: str = "", error: str = "", sent: bool = False
) -> HttpResponse:
    hint = _("Noem geen namen als dat niet nodig is.")
    field = Field("reactie", "reactie", _("Uw reactie"), "textarea", text, hint=hint, error=error, required=True,
                  max_length=TEXT_MOST, autocomplete="off")  # fmt: skip
    shown = {"dialogue": dialogue, "field": field, "code": code, "token": new_token(), "sent": sent}
    return show(request, "dialogue", status=400 if error else 200, **shown)
