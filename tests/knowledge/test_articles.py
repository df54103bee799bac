"""The text of law that counts is the one in force on the day of registration."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.knowledge import standard
from zicht.knowledge.articles import Article, articles, articles_of, offences

ROW = Article("x", "form", "a", ("labour",), "nl", "en", date(2020, 1, 1), date(2026, 7, 15), None, "here", "")


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.id)
def test_a_text_names_forms_that_exist_and_where_to_read_it(article):
    assert set(article.forms) <= {code.id for code in standard.codes("form")}
    assert article.checked_at
    assert article.nl != article.en
    assert bool(article.forms) == (article.kind == "form")


def test_what_nobody_read_is_confirmed_by_nobody():
    assert [a.id for a in articles() if a.confirmed and a.checked_on is None] == []


def test_ids_stand_once():
    assert len({a.id for a in articles()}) == len(articles())


@given(st.integers(-4000, 4000))
def test_a_text_counts_from_its_first_day_up_to_and_without_its_last(days):
    day = date(2026, 7, 15) + timedelta(days=days)
    assert ROW.in_force(day) == (date(2020, 1, 1) <= day < date(2026, 7, 15))


@pytest.mark.parametrize("form", [code.id for code in standard.codes("form")])
def test_every_form_has_a_text_in_force_today_and_none_before_there_was_one(form):
    assert articles_of(form, date(2026, 11, 24))
    assert articles_of(form, date(1990, 1, 1)) == ()


def test_a_bill_is_never_in_force():
    bills = [a for a in articles() if a.valid_from is None]
    assert bills
    assert not any(a.in_force(date(2030, 1, 1)) for a in bills)


def test_an_offence_of_its_own_is_no_form():
    assert {a.id for a in offences()} == {"serious-disadvantage", "profiting"}
    forms = {code.id for code in standard.codes("form")}
    assert not forms & {a.id for a in offences()}
    found = {a.id for form in forms for a in articles_of(form, date(2026, 11, 24))}
    assert not found & {a.id for a in offences()}
