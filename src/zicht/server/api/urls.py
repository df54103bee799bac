"""The paths of the API, of health, and of ``security.txt``."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from zicht.server.api.health import health, security_txt
from zicht.server.api.openapi import openapi
from zicht.server.api.service import answered, api, nothing_here

NAMES = {"list_signals": "api-signalen", "show_signal": "api-signaal"}


def _operations() -> list[URLPattern]:
    """Ninja's views under names of ours; its own page and description stay out."""
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    return [
        path(f"api/v1{pattern.pattern}", answered(pattern.callback), name=NAMES[pattern.name])
        for pattern in found
        if pattern.name in NAMES
    ]


urlpatterns: list[URLPattern] = [
    *_operations(),
    path("api/v1/openapi.json", answered(require_safe(openapi)), name="api-openapi"),
    path("api/<path:rest>", answered(nothing_here), name="api-nothing"),
    path("healthz", health, name="healthz"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
]
