"""Every path of the server. A package of pages names its own."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path

from zicht.server.web.parts import accounts, outside, start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="begin"),
    path("inloggen", accounts.sign_in, name="account_login"),
    path("inloggen/code", accounts.second_factor, name="mfa_authenticate"),
    path("inloggen/organisatie", outside.away, name="inloggen-organisatie"),
    path("inloggen/organisatie/terug", outside.back, name="inloggen-organisatie-terug"),
    path("inloggen/uit", account.account_inactive, name="account_inactive"),
    path("uitloggen", account.logout, name="account_logout"),
    path("", include("zicht.server.web.public.urls")),
    path("", include("zicht.server.web.professional.urls")),
    path("", include("zicht.server.web.desk.urls")),
    path("", include("zicht.server.web.partner.urls")),
    path("", include("zicht.server.web.privacy.urls")),
    path("", include("zicht.server.web.manage.urls")),
    path("", include("zicht.server.api.urls")),
    path("", include("zicht.server.web.policy.urls")),
    # One line per package: path("", include("zicht.server.web.<package>.urls")),
]
handler404 = "zicht.server.web.parts.failures.not_found"
handler403 = "zicht.server.web.parts.failures.forbidden"
handler400 = "zicht.server.web.parts.failures.bad_request"
handler500 = "zicht.server.web.parts.failures.failed"
