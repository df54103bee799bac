"""Paths of the partner's pages."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.partner import views

urlpatterns = [
    path("doorverwijzingen", views.referrals, name="doorverwijzingen"),
    path("doorverwijzingen/<uuid:record>", views.referral, name="doorverwijzing"),
]
