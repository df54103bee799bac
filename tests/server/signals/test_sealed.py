"""What may be read by nobody without a key stands nowhere in clear: not in a table, not in the log, not in an index."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from worlds import draft

from zicht.knowledge.signal import NO, Answer, Person
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.models import IndexToken
from zicht.server.referrals.actions.refer import accept, decline, refer, report_outcome
from zicht.server.referrals.queries import open_referral
from zicht.server.sharing.actions.grants import withdraw
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import open_signal
from zicht.server.vault.envelope import index_token
from zicht.server.vault.keyring import load

MARKERS = {
    "narrative": "ZOUTVERHAAL", "place": "ZOUTSTRAAT", "first_name": "ZOUTVOORNAAM", "last_name": "ZOUTACHTERNAAM",
    "details": "ZOUTCONTACT", "when": "ZOUTWANNEER", "nationality": "ZOUTLAND", "residence": "ZOUTSTATUS",
    "birthplace": "ZOUTPLAATS", "reason": "ZOUTREDEN", "note": "ZOUTNOTITIE", "decline": "ZOUTAFWIJZING",
}  # fmt: skip
BORN = date(1987, 6, 5)


@pytest.fixture
def whole_chain(region):
    """A signal full of markers through every room."""
    person = Person(
        ("presumed_victim",), Answer.of("adult"), Answer.of("female"), MARKERS["first_name"], MARKERS["last_name"],
        BORN, MARKERS["nationality"], MARKERS["residence"], MARKERS["birthplace"],
    )  # fmt: skip
    salted = draft(
        narrative=MARKERS["narrative"], place=MARKERS["place"], contact_details=MARKERS["details"],
        contact_when=MARKERS["when"], persons=(person,), acute=NO,
    )  # fmt: skip
    me, desk, partner = region["ggd.1"], region["desk.1"], region["zorg.1"]
    signal = register_signal(draft=salted, by=me)
    case = weigh(signal=signal, end="case", reason=MARKERS["reason"], by=desk)
    first = refer(case=case, to="zorgcoordinatie", purpose="care", by=desk)
    decline(referral=first, reason=MARKERS["decline"], by=partner)
    withdraw(grant=open_referral(desk, first).grant, by=region["privacy.1"], why="mistake")
    referral = refer(case=case, to="zorgcoordinatie", purpose="care", by=desk)
    accept(referral=referral, by=partner)
    report_outcome(referral=referral, outcome="help_started", note=MARKERS["note"], by=partner)
    shown = repr([open_signal(reader, signal) for reader in (me, desk)])
    shown += repr([open_referral(desk, one) for one in (first, referral)])
    assert [name for name, marker in MARKERS.items() if marker not in shown] == [], (
        "every marker must be kept somewhere"
    )
    return signal


def as_text(value):
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return str(value)


def clear_text(models, as_owner):
    """(table, column) -> everything that stands there in clear, in capitals."""
    found = {}
    with as_owner():
        for model in models:
            columns = [column.attname for column in model._meta.concrete_fields]
            for row in model._default_manager.values_list(*columns):
                for column, value in zip(columns, row, strict=True):
                    key = (model._meta.db_table, column)
                    found[key] = found.get(key, "") + "\n" + as_text(value).upper()
    return found


OURS = [model for model in apps.get_models() if model.__module__.startswith("zicht.")]


def test_no_column_of_any_table_holds_what_is_sealed(whole_chain, as_owner):
    found = clear_text(OURS, as_owner)
    assert {"signals_narrative", "logbook_row", "referrals_step", "signals_follow_up"} <= {table for table, _ in found}
    leaks = [(key, name) for key, text in found.items() for name, marker in MARKERS.items() if marker in text]
    assert leaks == []
    assert [key for key, text in found.items() if BORN.isoformat() in text] == []


def test_no_row_of_the_log_holds_a_name_a_narrative_a_contact_or_a_members_name(region, whole_chain, as_owner):
    log = [model for model in OURS if model._meta.app_label == "logbook"]
    found = clear_text(log, as_owner)
    names = [region[who].name.upper() for who in ("ggd.1", "desk.1", "zorg.1", "privacy.1")]
    names += [region[who].username.upper() for who in ("ggd.1", "desk.1")]
    assert [(key, name) for key, text in found.items() for name in names if name in text] == []


def test_the_log_holds_ids_codes_and_rules_only(whole_chain, log):
    import json
    import re

    for row in log():
        assert all(uuid.UUID(record) for record in json.loads(row.records))
        for word in (row.role, row.origin, row.purpose, row.action, row.outcome, *json.loads(row.groups)):
            assert re.fullmatch(r"[a-z_.-]*", word), word
        assert all(re.fullmatch(r"[a-z0-9._:#,-]+", rule) for rule in row.rule.split()), row.rule


# --- the keyed index ----------------------------------------------------------------------------------------


def tokens(as_owner, signal, kind):
    with as_owner():
        return dict(IndexToken.objects.filter(record_id=signal, kind=kind).values_list("scope", "token"))


def test_a_person_and_a_place_are_found_again_by_who_knows_the_exact_value(region, as_owner):
    me = region["ggd.1"]
    signal = register_signal(draft=draft(), by=me)
    ring, scope = load(settings.ZICHT.keys), str(me.organisation)
    assert tokens(as_owner, signal, "person")[scope] == index_token(ring, scope, "testa voorbeeldnaam 1990-02-03")
    assert tokens(as_owner, signal, "place")[scope] == index_token(ring, scope, "verzonnenlaan 1")


@pytest.mark.parametrize(("first", "last"), [("  TESTA ", "Voorbeeldnaam"), ("testa", "VOORBEELDNAAM  ")])
def test_the_same_person_written_otherwise_has_the_same_token(region, as_owner, first, last):
    me = region["ggd.1"]
    one = register_signal(draft=draft(), by=me)
    person = Person(("presumed_victim",), first_name=first, last_name=last, birth_date=date(1990, 2, 3))
    other = register_signal(draft=draft(persons=(person,)), by=me)
    assert tokens(as_owner, one, "person") == tokens(as_owner, other, "person") != {}


def test_two_organisations_cannot_lay_their_indexes_side_by_side(region, as_owner):
    """Under their own scopes equal people have unequal tokens; only a scope that an agreement gives is shared."""
    one = tokens(as_owner, register_signal(draft=draft(), by=region["ggd.1"]), "person")
    other = tokens(as_owner, register_signal(draft=draft(), by=region["politie.1"]), "person")
    own = {str(region["ggd.1"].organisation), str(region["politie.1"].organisation)}
    assert len({one[str(region["ggd.1"].organisation)], other[str(region["politie.1"].organisation)]}) == 2
    shared = {scope: one[scope] for scope in one.keys() & other.keys()}
    assert not own & shared.keys()
    assert shared
    assert all(other[scope] == token for scope, token in shared.items())


def test_without_a_birth_date_or_a_surname_a_person_is_not_in_the_index(region, as_owner):
    for person in (Person(("witness",), first_name="Testa", birth_date=BORN), Person(("witness",), last_name="Naam")):
        signal = register_signal(draft=draft(persons=(person,)), by=region["ggd.1"])
        assert tokens(as_owner, signal, "person") == {}
