"""Paths for anyone."""

from django.urls import path

from zicht.server.web.public import linked, views

urlpatterns = [
    path("melden", views.report_page, name="melden"),
    path("melden/ontvangen", views.received_page, name="melden-ontvangen"),
    path("melden/terug", views.return_page, name="melden-terug"),
    path("melden/link", linked.link_page, name="melden-link"),
]
