"""Signals over the API: what is sent comes back, what is wrong is told at once, a second send registers once."""

from __future__ import annotations


def test_what_is_sent_comes_back(caller, body):
    professional = caller("ggd.1")
    made = professional.post(body())
    assert made.status_code == 201, made.content
    print(made.json())
    shown = professional.get(f"/api/v1/signalen/{made.json()['id']}")
    print(shown.content)
    print(professional.get().content)
    print(professional.get("/api/v1/openapi.json").content.decode())
    assert 0
