"""Paths of the privacy officer's and the FG's pages."""

from __future__ import annotations

from django.urls import path

from zicht.server.web.privacy import activities, agreements, grants, log, supervision

urlpatterns = [
    path("toezicht/logboek", log.log_page, name="logboek"),
    path("toezicht/logboek/<uuid:record>", log.record_page, name="logboek-record"),
    path("toezicht/toegang", grants.grants_page, name="toegang"),
    path("toezicht/toegang/<uuid:grant>", grants.grant_page, name="toegang-intrekken"),
    path("werkafspraken", agreements.agreements_page, name="werkafspraken"),
    path("werkafspraken/<uuid:agreement>", agreements.agreement_page, name="werkafspraak"),
    path("toezicht/matrix", agreements.matrix_page, name="matrix"),
    path("toezicht/adviezen", supervision.advice_page, name="adviezen"),
    path("toezicht/verwerkingen", activities.activities_page, name="verwerkingen"),
]
