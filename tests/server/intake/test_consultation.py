"""Advice without a signal is counted apart, once, and holds nothing of anyone."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.door.hands import WORKER, _powerful_session, as_owner, as_role, log
from worlds import draft, talk

from zicht.errors import InputProblems, Refused
from zicht.knowledge import standard
from zicht.knowledge.consultation import LOOKS_BACK, QUESTIONS
from zicht.knowledge.signal import NOT_ASKED, UNKNOWN, Answer
from zicht.server.cases.queries import queue
from zicht.server.door.models import IndexToken, Record, Right
from zicht.server.guard import Guarded
from zicht.server.intake.actions.consult import erase_consultations, kept_until, note_consultation
from zicht.server.intake.consultations import consultations
from zicht.server.intake.models import Consultation
from zicht.server.publishing.counted import count_year
from zicht.server.publishing.picturing import picture_of
from zicht.server.signals.actions.register import register_signal
from zicht.server.vault.models import RecordKey

__all__ = ["_powerful_session", "as_owner", "as_role", "log"]
SMALL = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
STAFF = ("ggd.1", "desk.1", "zorg.1")
OTHERS = ("privacy.1", "fg.1", "beleid.1", "beheer.1")


def note(by, **changes):
    return note_consultation(given=talk(**changes), consultation_id=uuid.uuid4(), by=by)


def this_year():
    return timezone.localdate().year


def counted(year):
    """Question -> code -> how many, without what is 0."""
    return {table.dimensions[0]: {key[0]: count for key, count in table.cells if count} for table in year.tables}


def test_the_table_has_no_column_that_could_hold_a_text_or_a_person():
    columns = {field.name: type(field) for field in Consultation._meta.concrete_fields}
    assert columns == {
        "id": models.UUIDField,
        "organisation": models.ForeignKey,
        "on": models.DateField,
        "caller": models.PositiveSmallIntegerField,
        "theme": models.PositiveSmallIntegerField,
        "answer": models.PositiveSmallIntegerField,
        "kept_until": models.DateField,
    }
    assert Consultation._meta.get_field("organisation").related_model._meta.label == "parties.Organisation"


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("number", [0, 100, 612345678])
def test_the_database_takes_two_digits_and_no_number_that_could_be_someones(as_owner, region, question, number):
    today = timezone.localdate()
    row = {"caller": 1, "theme": 1, "answer": 1, "on": today, "kept_until": kept_until(today)} | {question: number}
    with as_owner(), pytest.raises(Exception, match=r"consultation_two_digits|out of range"), transaction.atomic():
        Consultation(organisation_id=region["desk.1"].organisation, **row).save(force_insert=True)


@SMALL
@given(st.data())
def test_every_talk_counts_once_under_each_question_whatever_was_answered(region, data):
    answers = {
        question: st.sampled_from([*(Answer.of(code.id) for code in standard.codes(name)), UNKNOWN])
        for question, name in QUESTIONS.items()
    }
    given_talks = data.draw(st.lists(st.fixed_dictionaries(answers), max_size=6))
    with transaction.atomic():
        for answered in given_talks:
            assert note(region["desk.1"], **answered)
        found = consultations(region["desk.2"], this_year())
        transaction.set_rollback(True)
    assert found.total == len(given_talks)
    for question, name in QUESTIONS.items():
        said = Counter(one[question].value or one[question].state for one in given_talks)
        assert counted(found)[name] == said


def test_a_talk_is_no_signal_no_record_and_no_key_and_no_list_counts_it(region, as_owner):
    def kept():
        with as_owner():
            tables = (Record, Right, RecordKey, IndexToken, *signal_tables())
            return {table._meta.label: table._default_manager.count() for table in tables}

    register_signal(draft=draft(), by=region["ggd.1"])
    before, waiting = kept(), len(queue(region["desk.1"]).rows)
    for by in STAFF:
        assert note(region[by])
    assert kept() == before
    assert len(queue(region["desk.1"]).rows) == waiting == 1


def signal_tables():
    from django.apps import apps

    return [model for model in apps.get_app_config("signals").get_models() if issubclass(model, Guarded)]


def test_a_picture_counts_talks_apart_and_signals_as_if_they_were_not_there(region, as_role):
    def drawn():
        with as_role(WORKER):
            return count_year(region["beleid.1"], this_year())

    bare = drawn()
    for _ in range(12):
        note(region["desk.1"])
    note(region["ggd.1"])  # another organisation's
    full = drawn()
    assert full.tables == bare.tables
    assert [table.total() for table in full.talks] == [12, 12, 12]
    assert {table.about.unit for table in full.talks} == {"consultations"}
    assert {table.about.deduplication for table in full.talks} == {"publishing.deduplication.consultations"}
    made = picture_of(full)
    units = {table.value.about.unit for table in made.tables if table.value.name.startswith("by_consultation")}
    assert units <= {"consultations"}
    names = {table.value.name for table in made.tables} | {f"by_{one.dimension}" for one in made.withheld}
    assert {"by_consultation_caller", "by_consultation_theme", "by_consultation_answer"} <= names


def test_a_small_number_of_talks_does_not_leave(region, as_role):
    note(region["desk.1"])
    with as_role(WORKER):
        made = picture_of(count_year(region["beleid.1"], this_year()))
    shown = [
        cell
        for table in made.tables
        if table.value.name.startswith("by_consultation")
        for _, cell in table.value.cells
        if isinstance(cell, int)
    ]
    assert 1 not in shown


def test_a_form_that_is_sent_twice_counts_once(region):
    form = uuid.uuid4()
    assert note_consultation(given=talk(), consultation_id=form, by=region["desk.1"]) is True
    again = talk(theme=Answer.of("help"))
    assert note_consultation(given=again, consultation_id=form, by=region["desk.1"]) is False
    assert counted(consultations(region["desk.1"], this_year()))["consultation_theme"] == {"share": 1}


def test_the_id_of_another_organisations_talk_is_not_taken_for_ones_own(region):
    form = uuid.uuid4()
    note_consultation(given=talk(), consultation_id=form, by=region["desk.1"])
    with pytest.raises(IntegrityError):
        note_consultation(given=talk(), consultation_id=form, by=region["ggd.1"])


@pytest.mark.parametrize("who", STAFF)
def test_each_organisation_counts_its_own_talks_and_no_others(region, who):
    for by in STAFF:
        note(region[by])
    assert consultations(region[who], this_year()).total == 1


@pytest.mark.parametrize("who", OTHERS)
def test_other_roles_note_none_count_none_and_erase_none(region, who):
    note(region["desk.1"])
    for tried in (
        lambda by: note(by),
        lambda by: consultations(by, this_year()),
        lambda by: erase_consultations(by=by),
    ):
        with pytest.raises(Refused) as refused:
            tried(region[who])
        assert refused.value.code == "door.role"
    assert consultations(region["desk.1"], this_year()).total == 1


def test_what_is_wrong_is_named_and_nothing_is_kept(region):
    with pytest.raises(InputProblems) as wrong:
        note(region["desk.1"], caller=NOT_ASKED, on=timezone.localdate() + timedelta(days=1))
    assert {problem.field for problem in wrong.value.problems} == {"caller", "on"}
    assert consultations(region["desk.1"], this_year()).total == 0


def test_a_year_holds_the_talks_of_its_own_days(region):
    on = timezone.localdate() - LOOKS_BACK
    note(region["desk.1"], on=on)
    years = {year: consultations(region["desk.1"], year).total for year in range(on.year - 1, this_year() + 2)}
    assert years == {year: int(year == on.year) for year in years}


def long_kept(region, as_owner, who, days):
    today = timezone.localdate()
    with as_owner():
        Consultation(
            organisation_id=region[who].organisation, caller=1, theme=1, answer=1, on=today - timedelta(days=900),
            kept_until=today - timedelta(days=days),
        ).save(force_insert=True)  # fmt: skip


def test_what_outlived_its_term_is_erased_by_a_person_and_nothing_else_is(region, as_owner, log):
    long_kept(region, as_owner, "desk.1", 1)
    long_kept(region, as_owner, "desk.1", 0)  # its last day is today
    long_kept(region, as_owner, "ggd.1", 1)
    note(region["desk.1"])
    assert consultations(region["desk.1"], this_year()).expired == 1
    assert erase_consultations(by=region["desk.2"]) == 1
    assert erase_consultations(by=region["desk.2"]) == 0
    with as_owner():
        assert Consultation.objects.count() == 3
    lines = log("intake.erase_consultations")
    assert {(line.actor, line.outcome) for line in lines} == {(region["desk.2"].member, "ok")}


def test_the_term_is_the_one_of_the_standard():
    on = timezone.localdate()
    assert kept_until(on) == standard.after(standard.retention("consultation").term, on)


def test_the_log_tells_who_noted_a_talk_and_nothing_of_what_was_said(region, log):
    note(region["desk.1"])
    (line,) = log("intake.note_consultation")
    assert (line.actor, line.organisation, line.purpose) == (
        region["desk.1"].member, region["desk.1"].organisation, "advice",
    )  # fmt: skip
    assert (line.records, line.groups, line.payload) == ("[]", "[]", None)


def test_nobody_changes_a_talk_at_the_database(region):
    note(region["desk.1"])
    if connection.vendor != "postgresql":
        names = {field.name for field in Consultation._meta.concrete_fields}
        assert not {name for name in names if "changed" in name}, "SQLite has one wall: no act changes a talk"
        return
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"), transaction.atomic():
        cursor.execute("update intake_consultation set caller = 2")
