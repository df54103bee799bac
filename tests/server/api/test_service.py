"""What every answer of the API has, whatever was asked: who asks by key only, problems as JSON, the headers."""

from __future__ import annotations

import pytest
from access.asking import DAY, api_key
from django.test import Client, override_settings
from django.utils import timezone

from zicht.server.api.service import HEADERS
from zicht.server.door.act import act
from zicht.server.parties.models import ApiKey

from .conftest import SIGNALS, Caller

FORBIDDEN = ("Access-Control-Allow-Origin", "Set-Cookie")


def problem(response, status: int) -> dict:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    said = response.json()
    assert set(said) == {"type", "title", "status", "detail", "regel", "kleinsteWijziging", "fouten"}
    assert said["status"] == status
    assert said["detail"]
    return said


def everything(caller, body) -> dict:
    """One answer of every kind."""
    professional = caller("ggd.1")
    made = professional.post(body())
    return {
        "openapi": Caller().get("/api/v1/openapi.json"),
        "list": professional.get(),
        "created": made,
        "one": professional.get(made.headers["Location"]),
        "invalid": professional.post({}),
        "no key": Caller().get(),
        "role": caller("fg.1").get(),
        "not there": professional.get(f"{SIGNALS}/00000000-0000-4000-8000-000000000000"),
        "no path": professional.get("/api/v1/niets"),
        "method": professional.client.delete(SIGNALS, headers=professional.headers),
    }


def test_every_answer_carries_the_headers_and_no_cookie_and_no_cors(caller, body):
    for name, response in everything(caller, body).items():
        assert {header: response.headers.get(header) for header in HEADERS} == HEADERS, name
        assert [header for header in FORBIDDEN if header in response.headers] == [], name
        assert not response.cookies, name
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in HEADERS["Content-Security-Policy"]
    assert HEADERS["Cache-Control"] == "no-store"


def test_everything_that_goes_wrong_is_a_problem(caller, body):
    answers = everything(caller, body)
    expected = {"invalid": 400, "no key": 401, "role": 403, "not there": 404, "no path": 404, "method": 405}
    for name, status in expected.items():
        problem(answers[name], status)
    assert set(answers["method"].headers["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}


@pytest.mark.parametrize("path", [f"{SIGNALS}/", "/api/v1/openapi.json/", f"{SIGNALS}/x", "/api/", "/api/v2/signalen"])
def test_no_other_path_exists_and_none_ends_in_a_slash(caller, path):
    problem(caller("ggd.1").get(path), 404)


def test_without_a_key_nothing_is_told(db):
    answer = Caller().get()
    assert problem(answer, 401)["regel"] == "api.no_key"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_alone_is_nobody(region, body):
    from zicht.server.guard import signing_in
    from zicht.server.parties.models import Member

    client = Client()
    with signing_in():
        client.force_login(Member.objects.get(username="ggd.1"), "allauth.account.auth_backends.AuthenticationBackend")
    problem(client.get(SIGNALS), 401)
    problem(client.post(SIGNALS, body(), content_type="application/json"), 401)


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic eA==", "Bearer x", "Token x", "Bearer \xff"])
def test_what_is_no_key_of_ours_is_nobody(db, header):
    problem(Client().get(SIGNALS, headers={"Authorization": header}), 401)


def test_an_expired_or_revoked_key_is_nobody(region):
    member = region["ggd.1"]
    problem(Caller(api_key(member, -DAY)).get(), 401)
    revoked = api_key(member, DAY)
    assert Caller(revoked).get().status_code == 200
    with act("organisations.revoke_key", by=member):
        ApiKey.objects.filter(member_id=member.member).update(revoked=timezone.now())
    problem(Caller(revoked).get(), 401)


def test_a_request_that_is_too_large_is_told_so_and_keeps_nothing(caller, body):
    professional = caller("ggd.1")
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10_000):
        problem(professional.post(body(toelichting="x" * 20_000)), 413)
    assert professional.get().json()["signalen"] == []


def test_a_defect_tells_nothing_of_what_went_wrong(caller, monkeypatch):
    def broken(*_):
        raise RuntimeError("Verzonnenlaan 1")

    professional = caller("ggd.1")
    monkeypatch.setattr("zicht.server.api.signals.own_signals", broken)
    answer = professional.get()
    assert problem(answer, 500)["regel"] == "api.defect"
    assert b"Verzonnenlaan" not in answer.content


def test_english_is_there_for_who_asks_and_dutch_for_the_rest(caller):
    professional = caller("ggd.1")
    dutch = professional.get(f"{SIGNALS}?na=x")
    english = professional.get(f"{SIGNALS}?na=x", **{"Accept-Language": "en-GB,en;q=0.9"})
    assert (dutch.headers["Content-Language"], english.headers["Content-Language"]) == ("nl", "en")
    assert dutch.json()["detail"] != english.json()["detail"]


def test_reading_changes_nothing_but_the_log(caller, body):
    from zicht.server.door.models import Record, Right
    from zicht.server.guard import opened
    from zicht.server.logbook.models import Unsealed

    professional = caller("ggd.1")
    made = professional.post(body())
    with opened("system"):
        before = (Record.objects.count(), Right.objects.count(), Unsealed.objects.count())
    professional.get()
    professional.get(made.headers["Location"])
    with opened("system"):
        after = (Record.objects.count(), Right.objects.count(), Unsealed.objects.count())
    assert after == (before[0], before[1], before[2] + 2)
