"""The public pages as a visitor meets them: without account, cookie, JavaScript or a trace."""

from __future__ import annotations

import re
import time

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from zicht.server.cases.actions.answer import answer_reporter
from zicht.server.cases.queries import queue
from zicht.server.intake.actions.dialogue import TEXT_MOST
from zicht.server.signals.queries import open_signal
from zicht.server.web.public.pages import BODY_MOST

from .conftest import ANSWERS

pytestmark = pytest.mark.urls("zicht.server.web.public.urls")
PATHS = ("/melden", "/melden/terug")


def code_of(page):
    return re.search(r'class="zicht-code"[^>]*>([\d ]+)<', page.html)[1]


def signals(region):
    return queue(region["desk.1"]).rows


# -- every page ----------------------------------------------------------------------------------------------------


def every_page(visit, send, region):
    """Each page that the public side can show."""
    yield visit("/melden")
    yield visit("/melden?taal=en")
    yield send(wie=None)
    yield send(acuut="ja")
    received = send()
    yield received
    yield visit("/melden/terug")
    yield visit("/melden/terug", {"code": "1" * 20})
    code = code_of(received)
    yield visit("/melden/terug", {"code": code})
    answer_reporter(signal=signals(region)[0].record, text="Dank u wel", by=region["desk.1"])
    yield visit("/melden/terug", {"code": code})
    yield visit("/melden", {"wat": "x"}, CONTENT_LENGTH=str(BODY_MOST + 1))


def test_every_public_page_keeps_the_promises_of_a_public_page(visit, send, region):
    shown = list(every_page(visit, send, region))
    assert len({re.search("<title>(.*?)</title>", page.html)[1] for page in shown}) >= 8, "a page each"
    for page in shown:
        promised(page)


def promised(page):
    headers = page.response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in headers["Cache-Control"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Cookie" not in headers.get("Vary", "")
    assert [meta["content"] for meta in page.named("meta") if meta.get("name") == "referrer"][-1] == "no-referrer"
    (leave,) = (link for link in page.named("a") if "data-quick-exit" in link)
    assert (leave["href"].startswith("https://"), "noreferrer" in leave["rel"]) == (True, True)
    assert any(link["href"] == "tel:112" for link in page.named("a")), "112 on every page"
    text = " ".join(page.text.split())
    assert "geen aangifte en geen melding bij Veilig Thuis of CoMensha" in text or "taal=nl" in page.html


def test_no_page_asks_anything_of_a_third_party_or_runs_anything_inline(visit, send, region):
    for page in every_page(visit, send, region):
        for tag, attributes in page.tags:
            assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
            if tag in ("link", "script", "img", "iframe", "form"):
                address = attributes.get("href") or attributes.get("src") or attributes.get("action") or ""
                assert address.startswith("/"), (tag, address)
        assert "<style" not in page.html
        assert re.findall(r"<script[^>]*>\s*[^<\s]", page.html) == []


def test_every_path_has_a_name_and_stands_under_melden():
    names = {
        pattern.name: str(pattern.pattern) for pattern in get_resolver("zicht.server.web.public.urls").url_patterns
    }
    assert None not in names
    assert all(path.startswith("melden") for path in names.values())


@pytest.mark.parametrize("path", PATHS)
def test_a_path_takes_no_other_method(region, path):
    for method in ("put", "delete", "patch"):
        assert getattr(Client(), method)(path).status_code == 405
    assert Client().head(path).status_code == 200


# -- reporting -----------------------------------------------------------------------------------------------------


def test_a_report_without_cookie_or_script_stands_in_the_queue_at_once(send, region):
    page = send(contact_veilig="onbekend")
    assert (page.status, len(code_of(page).replace(" ", ""))) == (200, 20)
    (line,) = signals(region)
    seen = open_signal(region["desk.1"], line.record)
    assert (seen.what, seen.core.where, seen.narrative) == (
        ("domestic", "labour"), "oudermeer", ANSWERS["toelichting"],
    )  # fmt: skip


def test_the_receipt_is_shown_once_and_stands_in_no_address(send, visit):
    page = send()
    code = code_of(page)
    assert page.response.request["PATH_INFO"] == reverse("melden-ontvangen")
    assert code.replace(" ", "") not in page.response.request["QUERY_STRING"]
    for link in page.named("a", "form"):
        assert code.replace(" ", "")[:8] not in (link.get("href") or link.get("action") or "").replace(" ", "")
    again = visit("/melden/ontvangen")
    assert (again.status, again.response.headers["Location"]) == (302, "/melden")


def test_a_form_sent_twice_shows_the_same_receipt_and_is_one_signal(visit, region):
    form = visit("/melden")
    given = {"token": form.fields["token"][0], **ANSWERS}
    first, second = visit(form.action, given), visit(form.action, given)
    assert code_of(first) == code_of(second)
    assert "één keer bewaard" in second.text and "één keer bewaard" not in first.text
    assert len(signals(region)) == 1


def test_what_is_wrong_is_told_at_each_field_at_once_and_what_was_typed_stays(send, region):
    page = send(wie=None, wanneer="2062-01-01", waar="atlantis", contactgegevens="buurvrouw@example.org")
    assert page.status == 400
    for field in ("wie", "wanneer", "waar", "contactgegevens"):
        assert page.error_at(field), field
        assert f'href="#{field}"' in page.html, "the summary leads to the field"
    assert not page.error_at("wat")
    assert page.fields["wat"] == ANSWERS["wat"]
    assert page.fields["toelichting"] == [ANSWERS["toelichting"]]
    assert page.fields["wanneer"] == ["2062-01-01"]
    assert page.fields["contactgegevens"] == ["buurvrouw@example.org"]
    assert signals(region) == ()


def test_a_mended_form_goes_through_with_the_token_it_had(send, visit, region):
    wrong = send(wie=None)
    page = visit(wrong.action, {**wrong.fields, "wie": "volwassene"})
    assert page.status == 200
    assert code_of(page)
    assert len(signals(region)) == 1


@pytest.mark.parametrize(
    "token", ["", "x", signing.dumps("n", salt="other")], ids=["none", "short", "otherwise-signed"]
)
def test_a_form_with_a_token_that_is_not_ours_is_shown_again_with_everything_typed(visit, region, token):
    page = visit("/melden", {**ANSWERS, "token": token})
    assert (page.status, page.fields["toelichting"]) == (400, [ANSWERS["toelichting"]])
    assert "Wat u invulde staat er nog" in page.text
    assert signals(region) == ()
    assert code_of(visit(page.action, page.fields))


def test_a_form_left_open_for_a_day_asks_to_be_sent_again_and_keeps_everything(visit, region, monkeypatch):
    form = visit("/melden")
    later = time.time() + 24 * 3600
    monkeypatch.setattr(signing.time, "time", lambda: later)
    page = visit(form.action, {"token": form.fields["token"][0], **ANSWERS})
    assert (page.status, page.fields["wat"]) == (400, ANSWERS["wat"])
    assert page.fields["token"] != form.fields["token"]
    assert signals(region) == ()


def test_markup_that_was_typed_is_shown_as_text(send):
    page = send(wie=None, toelichting='</textarea><script>alert(1)</script>"')
    assert "<script>alert" not in page.html
    assert page.fields["toelichting"] == ['</textarea><script>alert(1)</script>"']


# -- danger now ----------------------------------------------------------------------------------------------------


def test_danger_now_shows_112_before_anything_is_sent_and_keeps_the_answers(send, visit, region):
    page = send(acuut="ja")
    assert page.status == 200
    assert re.search(r"<h1[^>]*>Bel nu 112</h1>", page.html)
    assert 'role="alert"' in page.html
    assert signals(region) == ()
    done = visit(page.action, {**page.fields, "bevestigd": "ja"})
    assert code_of(done)
    (line,) = signals(region)
    assert (line.acute, open_signal(region["desk.1"], line.record).what) == (True, ("domestic", "labour"))


def test_from_the_question_about_danger_one_can_go_back_to_all_answers(send, visit, region):
    page = send(acuut="ja", bekend_via="geweigerd")
    back = visit(page.action, {**page.fields, "wijzigen": "ja"})
    assert (back.status, back.fields["acuut"], back.fields["bekend_via"]) == (200, ["ja"], ["geweigerd"])
    assert back.fields["toelichting"] == [ANSWERS["toelichting"]]
    assert signals(region) == ()


def test_an_unknown_danger_is_not_a_yes(send, region):
    assert code_of(send(acuut="onbekend"))
    assert signals(region)[0].acute is False


# -- too much ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/melden", "/melden/ontvangen", "/melden/terug"])
def test_fifty_megabytes_are_refused_unread_with_a_clear_page(visit, region, path):
    page = visit(path, {"toelichting": "x" * 50_000_000})
    assert page.status == 413
    assert "te groot" in page.text and "Er is niets bewaard" in page.text
    assert signals(region) == ()


def test_the_longest_text_that_is_asked_for_fits_however_it_is_written(send, region):
    page = send(toelichting="€" * 10_000)
    assert code_of(page)
    assert open_signal(region["desk.1"], signals(region)[0].record).narrative == "€" * 10_000


def test_a_thousand_and_more_fields_are_refused_not_a_crash(visit):
    assert visit("/melden", {f"veld{number}": "x" for number in range(1500)}).status == 413


def test_a_file_is_thrown_away_while_it_is_read(visit, tmp_path, region):
    picture = tmp_path / "beeld.png"
    picture.write_bytes(b"\x89PNG\r\n" + bytes(2000))
    with picture.open("rb") as file:
        page = visit("/melden", {**ANSWERS, "toelichting": file})
    assert page.status == 400
    assert signals(region) == ()


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"\xff\xfe\x00%%%=&&&", "application/x-www-form-urlencoded"), (b"{}", "application/json"),
     (b"--x\r\nbroken", "multipart/form-data; boundary=x"), (b"", "multipart/form-data")],
)  # fmt: skip
def test_a_body_that_is_no_form_gets_a_page(region, body, kind):
    response = Client().post("/melden", body, content_type=kind)
    assert response.status_code in (400, 413)
    assert b"112" in response.content


# -- coming back ---------------------------------------------------------------------------------------------------


@pytest.fixture
def answered(send, region):
    code = code_of(send())
    answer_reporter(signal=signals(region)[0].record, text="Dank u.\nKunt u meer vertellen?", by=region["desk.1"])
    return code


def test_before_an_answer_the_page_says_to_come_back(send, visit):
    page = visit("/melden/terug", {"code": code_of(send())})
    assert "Er is nog geen antwoord" in page.text
    assert "reactie" not in page.fields


def test_the_receipt_shows_the_answer_and_never_the_report(visit, answered):
    page = visit("/melden/terug", {"code": f" {answered.replace(' ', '-')} "})
    assert "Kunt u meer vertellen?" in page.text
    assert ANSWERS["toelichting"] not in page.html


def test_one_reply_to_an_answer_and_it_reaches_the_desk(visit, answered, region):
    from zicht.server.intake.queries import conversation

    page = visit("/melden/terug", {"code": answered})
    sent = visit(page.action, {**page.fields, "reactie": "Zij heet <b>Voorbeeld</b>"})
    assert "Uw reactie is verstuurd" in sent.text
    assert "<b>Voorbeeld" not in sent.html and "Zij heet <b>Voorbeeld</b>" in sent.text
    assert "reactie" not in sent.fields
    again = visit(page.action, {**page.fields, "reactie": "Zij heet <b>Voorbeeld</b>"})
    assert again.text.count("Zij heet") == 1
    told = conversation(region["desk.1"], signals(region)[0].record).messages
    assert [row.text for row in told if row.from_reporter] == ["Zij heet <b>Voorbeeld</b>"]


def test_a_second_reply_is_refused_in_words_and_not_kept(visit, answered):
    page = visit("/melden/terug", {"code": answered})
    other = visit("/melden/terug", {"code": answered})
    visit(page.action, {**page.fields, "reactie": "Een"})
    refused = visit(other.action, {**other.fields, "reactie": "Twee"})
    assert (refused.status, "al gereageerd" in refused.text) == (400, True)
    assert "Twee" in refused.html, "what was typed is shown, so that it is not lost"
    assert "Twee" not in visit("/melden/terug", {"code": answered}).html


@pytest.mark.parametrize("text", ["", "   ", "x" * (TEXT_MOST + 1)])
def test_a_reply_that_cannot_stand_is_told_at_its_field_and_kept_there(visit, answered, text):
    page = visit("/melden/terug", {"code": answered})
    wrong = visit(page.action, {**page.fields, "reactie": text})
    assert (wrong.status, wrong.fields["reactie"]) == (400, [text])
    assert wrong.error_at("reactie")


def test_a_reply_with_an_old_token_can_be_sent_again(visit, answered):
    page = visit("/melden/terug", {"code": answered})
    wrong = visit(page.action, {**page.fields, "token": "x", "reactie": "Een"})
    assert (wrong.status, wrong.fields["reactie"]) == (400, ["Een"])
    assert "Uw reactie is verstuurd" in visit(wrong.action, wrong.fields).text


@pytest.mark.parametrize("typed", ["1" * 20, "12345", "geen code", "'; drop table", "9" * 5000])
def test_every_wrong_code_gets_the_same_clear_answer_at_the_field(visit, region, typed):
    page = visit("/melden/terug", {"code": typed})
    assert page.status == 400
    assert (
        page.error_at("code")
        == "Deze code kennen wij niet, of de code werkt niet meer. Kijk de cijfers na en probeer het opnieuw."
    )
    assert page.fields["code"] == [typed[:64]]
    replied = visit("/melden/terug", {"code": typed, "reactie": "Hallo", "token": "x"})
    assert (replied.status, replied.fields["code"]) == (400, [typed[:64]])


def test_no_code_at_all_is_asked_for(visit, region):
    assert visit("/melden/terug", {"code": " "}).error_at("code") == "Vul uw code in."


# -- without a trace -----------------------------------------------------------------------------------------------


def test_neither_address_nor_browser_of_a_reporter_reaches_the_database(visit, region):
    told = []

    def listen(execute, sql, params, many, context):
        told.append(f"{sql} {params}")
        return execute(sql, params, many, context)

    traces = {
        "REMOTE_ADDR": "203.0.113.77",
        "HTTP_X_FORWARDED_FOR": "203.0.113.78",
        "HTTP_USER_AGENT": "Verzonnenbrowser/9",
        "HTTP_REFERER": "https://zoekmachine.example/",
    }
    with connection.execute_wrapper(listen):
        form = visit("/melden", **traces)
        assert told == [], "showing the form asks nothing of the database"
        page = visit(form.action, {"token": form.fields["token"][0], **ANSWERS}, **traces)
        visit("/melden/terug", {"code": code_of(page)}, **traces)
    assert any("intake_report" in line or "door_record" in line for line in told)
    for line in told:
        assert not re.search("203.0.113|Verzonnenbrowser|zoekmachine|werkt daar dag en nacht", line)


def test_a_visitor_with_a_staff_session_is_not_recognised(region, send):
    client = Client()
    client.cookies["sessionid"] = "een-sessie-van-een-medewerker"
    response = client.get("/melden")
    assert response.status_code == 200
    assert not response.cookies
    assert "Uitloggen" not in response.content.decode()


def test_english_is_kept_from_page_to_page_without_a_cookie(visit, region):
    form = visit("/melden?taal=en")
    assert form.action == "/melden/ontvangen?taal=en"
    wrong = visit(form.action, {"token": form.fields["token"][0], **(ANSWERS | {"wie": "adult"})})
    assert 'lang="en"' in wrong.html
    assert "the list" in wrong.error_at("wie")
