"""The paths of the API, of health, and of ``security.txt``."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from zicht.server.api.asked import ASKED
from zicht.server.api.health import health, security_txt
from zicht.server.api.service import answered, api, description, nothing_here
from zicht.server.api.signals import HISTORY, LIST, ONE


def _operations() -> list[URLPattern]:
    """Ninja's views under names of ours; its own page stays out."""
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    return [
        path(f"api/v1/{pattern.pattern}", answered(pattern.callback), name=pattern.name)
        for pattern in found
        if pattern.name in (LIST, ONE, HISTORY, ASKED)
    ]


urlpatterns: list[URLPattern] = [
    *_operations(),
    path("api/v1/openapi.json", answered(description), name="api-openapi"),
    re_path(r"^api(?:/(?P<rest>.*))?$", answered(nothing_here), name="api-nothing"),
    path("healthz", health, name="healthz"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
]
