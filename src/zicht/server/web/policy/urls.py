"""Paths of the policy adviser's pages."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.policy import views

urlpatterns = [
    path("beeld", views.pictures_page, name="beeld"),
    path("beeld/<uuid:picture_id>", views.picture_page, name="beeld-detail"),
    path("beeld/<uuid:picture_id>/bekijk", views.read_page, name="beeld-bekijk"),
    path("beeld/<uuid:picture_id>/pdf", views.pdf, name="beeld-pdf"),
    path("beeld/<uuid:picture_id>/cijfers", views.figures, name="beeld-cijfers"),
]
