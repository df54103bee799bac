"""Paths of one's own things."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.manage import views

urlpatterns = [path("mijn/sleutels", views.own_keys, name="mijn-sleutels")]
