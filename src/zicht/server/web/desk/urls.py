"""The desk's paths."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.desk import links, referring, views, weighing

urlpatterns = [
    path("meldpunt", views.queue_page, name="meldpunt"),
    path("meldpunt/<uuid:record>", weighing.signal, name="meldpunt-signaal"),
    path("meldpunt/links", links.page, name="meldpunt-links"),
    path("casussen", views.case_list, name="casussen"),
    path("casussen/<uuid:record>", views.case, name="casus"),
    path("casussen/<uuid:record>/doorverwijzen", referring.refer_case, name="doorverwijzen"),
]
