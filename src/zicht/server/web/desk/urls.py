"""The desk's paths."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.desk import views

urlpatterns = [
    path("meldpunt", views.queue_page, name="meldpunt"),
    path("meldpunt/<uuid:record>", views.signal, name="meldpunt-signaal"),
    path("casussen", views.case_list, name="casussen"),
    path("casussen/<uuid:record>", views.case, name="casus"),
    path("casussen/<uuid:record>/doorverwijzen", views.refer_case, name="doorverwijzen"),
]
