"""The professional's paths."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.professional import consulting, views

urlpatterns = [
    path("signalen", views.own, name="signalen"),
    path("signalen/nieuw", views.new, name="signaal-nieuw"),
    path("signalen/<uuid:record>", views.one, name="signaal"),
    path("overleggen", consulting.places_page, name="overleggen"),
    path("overleg", consulting.note_page, name="overleg"),
    path("overleg/jaar", consulting.year_page, name="overleg-jaar"),
]
