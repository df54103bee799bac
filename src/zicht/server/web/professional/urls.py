"""The professional's paths."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.professional import asked, consulting, correcting, resuming, views

urlpatterns = [
    path("signalen", views.own, name="signalen"),
    path("signalen/nieuw", views.new, name="signaal-nieuw"),
    path("signalen/concepten/<uuid:draft>", resuming.resume, name="concept"),
    path("signalen/concepten/<uuid:draft>/weggooien", resuming.throw_away, name="concept-weggooien"),
    path("signalen/<uuid:record>", views.one, name="signaal"),
    path("signalen/<uuid:record>/verbeteren", correcting.correct_page, name="signaal-verbeteren"),
    path("signalen/<uuid:record>/geschiedenis", correcting.history_page, name="signaal-geschiedenis"),
    path("mag-ik-delen", asked.may_share_page, name="mag-ik-delen"),
    path("overleggen", consulting.places_page, name="overleggen"),
    path("overleg", consulting.note_page, name="overleg"),
    path("overleg/jaar", consulting.year_page, name="overleg-jaar"),
]
