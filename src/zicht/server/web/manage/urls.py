"""Paths of one's own things."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.manage import notices, sign_in, views

urlpatterns = [
    path("berichten", notices.own, name="berichten"),
    path("mijn/sleutels", views.own_keys, name="mijn-sleutels"),
    path("mijn/inloggen", sign_in.own_sign_in, name="mijn-inloggen"),
]
