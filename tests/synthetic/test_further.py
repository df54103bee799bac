"""Further answers of the region hold to the standard, fit what was suspected, and are mostly not there."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from zicht.knowledge import standard
from zicht.knowledge.details import check_details, detail_field
from zicht.synthetic.further import details

TODAY = date(2026, 11, 24)
FORMS = [code.id for code in standard.codes("form")]


def made(form, count=300):
    return [details(Random(seed), form, TODAY - timedelta(days=seed % 300), TODAY) for seed in range(count)]


@pytest.mark.parametrize("form", FORMS)
def test_they_hold_to_the_standard_and_name_no_possible_perpetrator(form):
    for found in made(form):
        assert check_details(found, TODAY) == ()


@pytest.mark.parametrize("form", FORMS)
def test_a_kind_fits_its_form(form):
    within = {code.id: code.within for code in standard.codes("sub_form")}
    kinds = {v for found in made(form) for d in found if d.field == "sub_form" for v in d.answer.values}
    assert {within[kind] for kind in kinds} <= {form}


def test_a_sector_is_told_of_work_only():
    told = {form: any(d.field == "sector" for found in made(form) for d in found) for form in FORMS}
    assert {form for form, there in told.items() if there} == {"labour", "domestic"}


def test_unknown_and_refused_occur_and_what_is_not_asked_is_not_there():
    states = Counter(d.answer.state for found in made("labour") for d in found)
    assert states["unknown"] > states["refused"] > 0
    assert states["not_asked"] == 0
    assert min(len(found) for found in made("labour")) == 0 or min(len(found) for found in made("labour")) < 3


def test_a_notification_is_complete_and_lies_between_the_sighting_and_the_registration():
    several = [found for found in made("sexual", 600) if any(d.field == "notified_on" for d in found)]
    assert several
    for found in several:
        answers = {d.field: d.answer for d in found}
        assert answers["notified_to"].value and answers["notified_ground"].value and answers["notified_answer"].value
        assert date.fromisoformat(answers["notified_on"].value) <= TODAY
        assert ("dossier" in answers) == (answers["notified_to"].value == "comensha")


def test_the_same_dice_tell_the_same():
    assert made("criminal", 20) == made("criminal", 20)


def test_every_field_that_is_answered_is_one_of_the_standard():
    for found in made("sexual"):
        for item in found:
            assert detail_field(item.field)
