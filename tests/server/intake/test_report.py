"""A report of anyone becomes a signal of the reporting point, once, and closed to who took it in."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from zicht.errors import InputProblems, Refused
from zicht.knowledge import standard
from zicht.knowledge.signal import NO, NOT_ASKED, UNKNOWN, Answer
from zicht.seal import leaf_hash
from zicht.server.cases.queries import queue
from zicht.server.door.fill import DESK_GROUPS
from zicht.server.door.models import Record, Right, groups_of
from zicht.server.door.view import NotVisible
from zicht.server.intake import functions
from zicht.server.intake.actions.dialogue import look
from zicht.server.intake.actions.report import RECEIPT_LASTS, report, report_given
from zicht.server.intake.queries import conversation
from zicht.server.logbook.entries import canonical
from zicht.server.logbook.models import LogRow, LogSubject, Unsealed
from zicht.server.signals.queries import open_signal
from zicht.server.signals.rows import WEIGH_ACUTE_WITHIN, WEIGH_WITHIN
from zicht.server.vault import keyring
from zicht.server.vault.envelope import unwrap
from zicht.server.vault.models import RecordKey


def nonce() -> str:
    return secrets.token_hex(16)


def test_the_desk_sees_a_report_at_once_with_every_answer_it_was_given(region, public_draft):
    given = public_draft(
        what=Answer.of("labour", "domestic"),
        where=UNKNOWN,
        when=None,
        when_state="unknown",
        contact=NO,
        about_self=Answer.of("yes"),
    )
    report(draft=given, nonce=nonce())
    (line,) = queue(region["desk.1"]).rows
    seen = open_signal(region["desk.2"], line.record)
    assert seen.what == ("domestic", "labour")
    assert (seen.core.where, seen.core.when, seen.core.when_state) == ("unknown", None, "unknown")
    assert (seen.core.about_self, seen.core.channel) == ("yes", "public_form")
    assert seen.narrative == given.narrative
    assert seen.contact["contact"] == "no"
    assert (seen.state, seen.persons, seen.observations) == ("received", (), ())


@pytest.mark.parametrize("who", ["ggd.1", "politie.1", "zorg.1", "privacy.1", "beleid.1"])
def test_nobody_but_the_desk_finds_a_report(region, sent, who):
    _, signal, _ = sent
    with pytest.raises(Refused) as refused:
        open_signal(region[who], signal)
    assert isinstance(refused.value, NotVisible) or refused.value.code == "door.role"


def test_the_record_is_the_reporting_points_and_names_no_maker(region, sent, watching):
    _, signal, _ = sent
    desk = region["desk.1"]
    with watching(region["privacy.1"]):
        record = Record.objects.get(id=signal)
        right = Right.objects.get(record_id=signal)
    assert (record.kind, record.controller_id, record.body, record.made_by) == (
        "signal", desk.organisation, "college", None,
    )  # fmt: skip
    rule = standard.retention("signal")
    assert (record.retention_rule, record.retention_term, record.standard) == (rule.id, rule.term, standard.version())
    assert (right.organisation_id, right.role, right.member, right.team, right.purpose) == (
        desk.organisation, "desk", "*", "*", "*",
    )  # fmt: skip
    assert groups_of(right) == DESK_GROUPS
    assert (right.agreement, right.clause, right.given_by_id) == ("meldpunt", "eigen-registratie", desk.organisation)
    assert right.form == "sexual"
    assert (right.state, right.due, right.valid_from) == (record.state, record.due, record.received_at)


@pytest.mark.parametrize(("acute", "within"), [("yes", WEIGH_ACUTE_WITHIN), ("no", WEIGH_WITHIN)])
def test_the_clock_runs_as_for_any_signal(region, acute, within, public_draft):
    report(draft=public_draft(acute=Answer.of("yes") if acute == "yes" else NO), nonce=nonce())
    (line,) = queue(region["desk.1"]).rows
    assert line.acute is (acute == "yes")
    assert line.due - line.received_at == within


def test_stated_danger_stands_on_top_of_the_queue(region, public_draft):
    report(draft=public_draft(), nonce=nonce())
    report(draft=public_draft(acute=Answer.of("yes")), nonce=nonce())
    assert [row.acute for row in queue(region["desk.1"]).rows] == [True, False]


def test_a_form_sent_twice_is_kept_once_and_gives_the_same_receipt(region, sent, public_draft):
    received, signal, first = sent
    again = report(draft=public_draft(narrative="Iets anders"), nonce=first)
    assert (again.code, again.again, received.again) == (received.code, True, False)
    assert [row.record for row in queue(region["desk.1"]).rows] == [signal]
    assert open_signal(region["desk.1"], signal).narrative == public_draft().narrative


def test_two_forms_are_two_signals_with_two_receipts(region, sent, public_draft):
    received, _, _ = sent
    other = report(draft=public_draft(), nonce=nonce())
    assert other.code != received.code
    assert len(queue(region["desk.1"]).rows) == 2


def test_a_wrong_draft_names_every_problem_and_nothing_is_kept(region, public_draft):
    wrong = public_draft(who=NOT_ASKED, where=Answer.of("atlantis"), narrative="x" * 10_001)
    with pytest.raises(InputProblems) as problems:
        report(draft=wrong, nonce=nonce())
    assert {problem.field for problem in problems.value.problems} == {"who", "where", "narrative"}
    assert queue(region["desk.1"]).rows == ()


def test_when_one_row_cannot_stand_nothing_is_kept_half(region, public_draft):
    given = report_given(public_draft(), "n1", "0" * 20)
    given["signals_core"][0]["when_state"] = "nonsense"
    with pytest.raises(IntegrityError), transaction.atomic():
        functions.intake_report(given)
    assert queue(region["desk.1"]).rows == ()
    given["signals_core"][0]["when_state"] = "value"
    assert functions.intake_report(given) == {"outcome": "new"}


def test_what_was_told_lies_sealed_and_only_the_desks_keys_open_it(region, sent, tmp_path, watching):
    _, signal, _ = sent
    with watching(region["desk.1"]):
        row = RecordKey.objects.get(record=signal)
    assert row.under == "intake"
    staff = keyring.load(settings.ZICHT.keys)
    assert len(unwrap(staff, row.under, row.wrapped, signal)) == 32
    keyring.write(tmp_path / "intake.json", keyring.for_intake(json.loads(settings.ZICHT.keys.read_text())))
    with pytest.raises(Refused) as refused:
        unwrap(keyring.load(tmp_path / "intake.json"), row.under, row.wrapped, signal)
    assert refused.value.code == "vault.cannot_open"


def test_the_unit_that_takes_in_reports_needs_no_key_that_opens_them(region, monkeypatch, tmp_path, public_draft):
    keyring.write(tmp_path / "intake.json", keyring.for_intake(json.loads(settings.ZICHT.keys.read_text())))
    with monkeypatch.context() as patch:
        for module in ("receipts", "actions.report"):
            patch.setattr(f"zicht.server.intake.{module}.load", lambda _: keyring.load(tmp_path / "intake.json"))
        report(draft=public_draft(), nonce=nonce())
    (line,) = queue(region["desk.1"]).rows
    assert open_signal(region["desk.1"], line.record).narrative == public_draft().narrative


def test_the_log_tells_of_a_report_without_telling_who(region, sent, watching):
    _, signal, _ = sent
    privacy = region["privacy.1"]
    with watching(privacy):
        (row,) = LogRow.objects.filter(action="intake.report")
        (subject,) = LogSubject.objects.filter(row=row.id)
    assert (row.actor, row.organisation, row.role, row.origin, row.outcome) == (None, None, "public", "public", "ok")
    assert (row.purpose, row.rule, row.payload) == ("weighing", "meldpunt#eigen-registratie", None)
    assert json.loads(row.records) == [str(signal)]
    assert json.loads(row.groups) == ["contact", "core", "narrative", "observations"]
    assert (subject.record, subject.controller) == (signal, privacy.organisation)


def test_the_log_names_the_narrative_only_when_something_was_told(region, public_draft, watching):
    report(draft=public_draft(narrative=""), nonce=nonce())
    with watching(region["privacy.1"]):
        row = LogRow.objects.get(action="intake.report")
    assert json.loads(row.groups) == ["contact", "core", "observations"]


def test_every_log_row_of_the_public_side_is_the_leaf_that_waits_for_the_tree(region, sent, watching):
    look(sent[0].code)
    with watching(region["privacy.1"]):
        rows = list(LogRow.objects.filter(action__startswith="intake."))
        waiting = set(Unsealed.objects.values_list("row", flat=True))
    assert {row.action for row in rows} == {"intake.report", "intake.look"}
    for row in rows:
        assert bytes(row.leaf_hash) == leaf_hash(canonical(row)), row.action
        assert row.id in waiting


def test_without_a_reporting_point_the_reporter_is_told(region, public_draft, monkeypatch):
    monkeypatch.setattr("zicht.server.intake.actions.report.intake_report", lambda _: {"outcome": "no_reporting_point"})
    with pytest.raises(Refused) as refused:
        report(draft=public_draft(), nonce=nonce())
    assert refused.value.code == "intake.no_reporting_point"


def test_the_receipt_lasts_as_long_as_the_page_says(region, sent):
    _, signal, _ = sent
    until = conversation(region["desk.1"], signal).receipt_until
    (line,) = queue(region["desk.1"]).rows
    assert abs(until - line.received_at - RECEIPT_LASTS) < timedelta(seconds=1)
