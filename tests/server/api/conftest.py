"""A caller with a personal key, for every member of the region."""

from __future__ import annotations

import json

import pytest
from access.asking import DAY, api_key
from django.test import Client

SIGNALS = "/api/v1/signalen"
BODY = {
    "wat": ["seksueel", "arbeid"],
    "waar": "vechterdam",
    "wanneer": "2026-01-10",
    "wie": "volwassene",
    "acuut": "nee",
    "bekendVia": "gezien",
    "hoedanigheid": "zorg",
    "contact": "ja",
    "contactgegevens": "melder@ggd.example",
    "contactVeilig": "onbekend",
    "overMijzelf": "nee",
    "toelichting": "Zij mag de deur niet uit zonder hem.",
    "plaats": "Verzonnenlaan 1",
    "waarnemingen": [
        {"indicator": "D01", "antwoord": "onbekend", "herkomst": "verteld_door_persoon"},
        {"indicator": "C01", "antwoord": "ja", "herkomst": "gezien", "gezienOp": "2026-01-10", "zekerheid": "zeker"},
    ],
    "betrokkenen": [
        {
            "rollen": ["mogelijk_slachtoffer", "getuige"],
            "leeftijdsgroep": "volwassene",
            "voornaam": "Testa",
            "achternaam": "Voorbeeldnaam",
            "geboortedatum": "1990-02-03",
            "nationaliteit": "NL",
        }
    ],
}


class Caller:
    """Someone who calls the API with a key of their own."""

    def __init__(self, key: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str = SIGNALS, **headers: str):
        return self.client.get(path, headers={**self.headers, **headers})

    def post(self, body: object, path: str = SIGNALS, **headers: str):
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(path, sent, content_type="application/json", headers={**self.headers, **headers})

    def patch(self, body: object, record: str, **headers: str):
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        path = f"{SIGNALS}/{record}"
        return self.client.patch(path, sent, content_type="application/json", headers={**self.headers, **headers})


@pytest.fixture
def caller(region):
    """``caller("ggd.1")`` calls as that member."""
    return lambda username: Caller(api_key(region[username], DAY))


@pytest.fixture
def nobody(db):
    """Someone without a key."""
    return Caller()


@pytest.fixture
def body():
    """A signal that may be kept; change what a test is about."""
    return lambda **changes: json.loads(json.dumps({**BODY, **changes}))
