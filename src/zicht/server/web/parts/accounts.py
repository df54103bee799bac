"""The sign-in pages: allauth's views in our clothes; in the demo a door fills them in."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from zicht.server.organisations.entering import note
from zicht.server.web.parts.components import Field

CODE = "one-time-code"


def demo_accounts() -> list[dict[str, str]]:
    """The demo's accounts; empty outside the demo."""
    path = settings.ZICHT.home / "demo" / "accounts.json"
    if not settings.ZICHT.demo or not path.exists():
        return []
    accounts: list[dict[str, str]] = json.loads(path.read_text())["accounts"]
    return accounts


def demo_account(username: str) -> dict[str, str] | None:
    """One demo account by the name it signs in with."""
    return next((account for account in demo_accounts() if account["username"] == username), None)


def current_code(secret: str) -> str:
    """The code that an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def _as_field(bound: Any, label: str, kind: Any, autocomplete: str, value: str = "") -> Field:
    return Field(
        id=bound.auto_id,
        name=bound.html_name,
        label=label,
        kind=kind,
        value=value,
        error=" ".join(bound.errors),
        required=True,
        autocomplete=autocomplete,
        autofocus=bool(bound.errors) or autocomplete == CODE,
    )


class SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """Name and password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form's fields, filled in when a demo door was taken."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        form = found["form"]
        account = demo_account(self.request.GET.get("deur", "")) or {}
        name = form["login"].value() or account.get("username", "")
        found["name_field"] = _as_field(form["login"], _("Naam"), "text", "username", name)
        found["password_field"] = _as_field(form["password"], _("Wachtwoord"), "password", "current-password")
        found["demo_password"] = account.get("password", "")
        found["problems"] = form.non_field_errors()
        found["outside"] = settings.ZICHT.outside.name if settings.ZICHT.outside else ""
        return found


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """The code of the second factor."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Log a code that was not right, and show the page again."""
        note(self.stage.login.user, "denied", "code")
        response: HttpResponse = super().form_invalid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The code's field; the demo shows the current code."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        account = demo_account(self.stage.login.user.username)
        code = current_code(account["totp_secret"]) if account else ""
        found["code_field"] = _as_field(found["form"]["code"], _("Code"), "text", CODE, code)
        found["demo_code"] = code
        found["problems"] = found["form"].non_field_errors()
        return found


sign_in = SignIn.as_view()
second_factor = SecondFactor.as_view()
