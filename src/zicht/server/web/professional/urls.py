"""The professional's paths."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.professional import correcting, views

urlpatterns = [
    path("signalen", views.own, name="signalen"),
    path("signalen/nieuw", views.new, name="signaal-nieuw"),
    path("signalen/<uuid:record>", views.one, name="signaal"),
    path("signalen/<uuid:record>/verbeteren", correcting.correct_page, name="signaal-verbeteren"),
    path("signalen/<uuid:record>/geschiedenis", correcting.history_page, name="signaal-geschiedenis"),
]
