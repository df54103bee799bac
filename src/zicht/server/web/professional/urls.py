"""The professional's paths."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.professional import views

urlpatterns = [
    path("signalen", views.own, name="signalen"),
    path("signalen/nieuw", views.new, name="signaal-nieuw"),
    path("signalen/<uuid:record>", views.one, name="signaal"),
]
