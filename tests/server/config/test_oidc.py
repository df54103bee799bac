"""The organisation's own provider in the environment: whole, half or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.errors import WrongUse
from zicht.knowledge.sentences import LANGUAGES, say_error
from zicht.server.config import OIDC, Oidc, read

WHOLE = dict(zip(OIDC, ("https://login.example/", "zicht", "/etc/zicht/oidc", "Gemeente Proefstad"), strict=True))


def test_whoever_says_nothing_of_it_has_none():
    assert (read({}).oidc, read({}).outside) == (None, None)
    assert read({"ZICHT_OIDC_ISSUER": " ", "ZICHT_OIDC_NAME": ""}).oidc is None


def test_every_variable_is_read():
    found = read({**WHOLE, "ZICHT_OIDC_SECOND_FACTOR": "amr=mfa, otp"}).oidc
    assert found == Oidc(*WHOLE.values(), ("amr", ("mfa", "otp")))
    assert found.missing == ()


@given(st.sets(st.sampled_from(OIDC), min_size=1), st.sampled_from(["demo", "production"]))
def test_it_is_offered_only_when_nothing_is_missing_and_what_is_missing_is_named(told, mode):
    config = read({"ZICHT_MODE": mode, **{name: WHOLE[name] for name in told}})
    assert config.oidc is not None
    assert set(config.oidc.missing) == set(OIDC) - told
    assert (config.outside is not None) == (told == set(OIDC))


def test_an_issuer_without_tls_is_for_the_demo():
    plain = {**WHOLE, "ZICHT_OIDC_ISSUER": "http://127.0.0.1:9/"}
    assert read(plain).outside is not None
    assert read({**plain, "ZICHT_MODE": "production"}).outside is None


@pytest.mark.parametrize("value", ["mfa", "=mfa", "amr=", "amr=,", "=", "amr= , "])
def test_half_a_claim_is_refused_by_name(value):
    with pytest.raises(WrongUse) as caught:
        read({**WHOLE, "ZICHT_OIDC_SECOND_FACTOR": value})
    assert caught.value.code == "config.oidc_second_factor"
    assert all("ZICHT_OIDC_SECOND_FACTOR" in say_error(caught.value, language) for language in LANGUAGES)


@pytest.fixture
def told(tmp_path):
    path = tmp_path / "client-secret"
    path.write_text("geheim van de proef\n")
    path.chmod(0o600)
    return path, Oidc("https://login.example", "zicht", str(path), "Proef")


def test_the_secret_is_what_stands_in_its_file(told):
    _, oidc = told
    assert oidc.secret() == "geheim van de proef"
    assert "geheim van de proef" not in repr(oidc)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_secret_that_others_may_read_is_refused(told, mode):
    path, oidc = told
    path.chmod(mode)
    with pytest.raises(WrongUse) as caught:
        oidc.secret()
    assert "client-secret" in say_error(caught.value, "nl") and "geheim van" not in str(caught.value)


def test_no_file_a_folder_and_nothing_in_it_are_refused(told):
    path, oidc = told
    path.write_text(" \n")
    for other in (oidc, replace(oidc, secret_file=str(path.parent)), replace(oidc, secret_file=str(path) + "x")):
        with pytest.raises(WrongUse) as caught:
            other.secret()
        assert caught.value.code == "config.oidc_secret"
