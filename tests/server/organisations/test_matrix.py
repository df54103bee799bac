"""The matrix tells who sees what; the door decides it. Held against each other over signals of every kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.door.hands import standing_to_care
from worlds import draft

from zicht.agreements import bundled
from zicht.errors import InputProblems, Refused
from zicht.knowledge import standard
from zicht.knowledge.signal import NO, UNKNOWN, Answer
from zicht.server.cases.actions.weigh import weigh
from zicht.server.door.models import Agreement, Right, groups_of
from zicht.server.door.view import NotVisible
from zicht.server.organisations.actions.agreements import load_agreement
from zicht.server.organisations.queries import agreements, matrix_view, open_agreement
from zicht.server.parties.models import Organisation
from zicht.server.referrals.actions.refer import refer
from zicht.server.signals.actions.register import register_signal

GROUPS = standard.FIELD_GROUPS
GIVERS = ("ggd.1", "politie.1", "inspectie.1", "burgerzaken.1", "handhaving.1", "woon.1", "desk.1", "zorg.1")
WAYS = (("zorgcoordinatie", "care"), ("arbeidsinspectie", "inspection"), ("politie", "investigation"))
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CONDITIONAL = {
    "minors-only": standing_to_care("minderjarigen", 'age_class = ["minor"]'),
    "forms-only": standing_to_care("vormen", 'forms = ["labour", "criminal"]'),
    "danger-only": standing_to_care("gevaar", "danger = true"),
    "place-only": standing_to_care("plaats", 'municipality = ["vechterdam"]'),
}


class Undone(Exception):
    """Takes back what one example did."""


def coded(code_list):
    codes = st.sampled_from([code.id for code in standard.codes(code_list)]).map(Answer.of)
    return codes | st.just(UNKNOWN)


drafts = st.builds(
    draft,
    what=st.lists(st.sampled_from([c.id for c in standard.codes("form")]), min_size=1, max_size=2).map(
        lambda found: Answer.of(*found)
    )
    | st.just(UNKNOWN),
    who=coded("age_class"),
    where=coded("municipality"),
    acute=st.sampled_from([Answer.of("yes"), NO, UNKNOWN]),
)


@pytest.fixture
def told(region):
    """The answers of the matrix on one organisation's signals: (receiver, role, relation, purpose) -> groups."""

    def read(giver):
        rows = matrix_view(region["privacy.1"], giver).rows
        found = {}
        for row in rows:
            for sure in ("yes", "condition"):
                key = (row.receiver, row.role, row.relation, row.purpose, sure)
                chosen = {group for group, answer in zip(GROUPS, row.answers, strict=True) if answer == sure}
                found.setdefault(key, set()).update(chosen)
        return found

    return read


@pytest.fixture
def given_on(as_owner):
    """The rights that stand on a record: (organisation, role, purpose) -> groups, one's own by name left out."""

    def read(record):
        with as_owner():
            codes = dict(Organisation.objects.values_list("id", "code"))
            found = {}
            for right in Right.objects.filter(record_id=record, member="*"):
                found.setdefault((codes[right.organisation_id], right.role, right.purpose), set()).update(
                    groups_of(right)
                )
            return found

    return read


def bounds(told, relations):
    """Per receiver, role and purpose: what is always given, and what at most."""
    least, most = {}, {}
    for (receiver, role, relation, purpose, sure), groups in told.items():
        if relation not in relations or not groups:
            continue
        most.setdefault((receiver, role, purpose), set()).update(groups)
        if sure == "yes":
            least.setdefault((receiver, role, purpose), set()).update(groups)
    return least, most


@pytest.mark.parametrize("extra", [None, *CONDITIONAL])
def test_what_the_matrix_promises_is_given_and_what_it_does_not_name_is_not(region, told, given_on, extra):
    """Standing rights: "yes" is on every signal, "condition" on some at most, anything else on none."""
    if extra:
        load_agreement(text=CONDITIONAL[extra], by=region["privacy.1"], now=timezone.now())
    matrices = {name: told(region[name].organisation_code) for name in GIVERS}

    @FEW
    @given(name=st.sampled_from(GIVERS), made=drafts)
    def check(name, made):
        with pytest.raises(Undone), transaction.atomic():
            found = given_on(register_signal(draft=made, by=region[name]))
            least, most = bounds(matrices[name], {"own_desk", "standing"})
            assert set(found) <= set(most), "given to somebody whom the matrix does not name"
            for key, groups in found.items():
                assert groups <= most[key]
            for key, groups in least.items():
                assert groups <= found[key]
            raise Undone

    check()


@pytest.mark.parametrize(("extra", "changes", "reaches"), [
    ("minors-only", {"who": Answer.of("minor")}, True),
    ("minors-only", {"who": UNKNOWN}, False),
    ("forms-only", {"what": Answer.of("labour")}, True),
    ("forms-only", {"what": Answer.of("labour", "criminal")}, False),
    ("danger-only", {"acute": Answer.of("yes")}, True),
    ("danger-only", {"acute": UNKNOWN}, False),
    ("place-only", {"where": Answer.of("vechterdam")}, True),
    ("place-only", {"where": UNKNOWN}, False),
])  # fmt: skip
def test_a_condition_of_the_matrix_is_met_only_by_what_is_known(region, told, given_on, extra, changes, reaches):
    load_agreement(text=CONDITIONAL[extra], by=region["privacy.1"], now=timezone.now())
    key = ("zorgcoordinatie", "partner", "weighing")
    assert told("ggd")[(*key[:2], "standing", key[2], "condition")]
    assert (key in given_on(register_signal(draft=draft(**changes), by=region["ggd.1"]))) == reaches


@pytest.mark.parametrize("way", WAYS, ids=[to for to, _ in WAYS])
@pytest.mark.parametrize("changes", [
    {}, {"what": Answer.of("labour")}, {"acute": Answer.of("yes")},
    {"what": Answer.of("labour"), "acute": Answer.of("yes")},
], ids=["plain", "labour", "danger", "both"])  # fmt: skip
def test_a_referral_gives_what_the_matrix_says_of_referring(region, told, given_on, way, changes):
    to, purpose = way
    signal = register_signal(draft=draft(**changes), by=region["ggd.1"])
    case = weigh(signal=signal, end="case", reason="Ernstig", by=region["desk.1"])
    least, most = bounds(told("meldpunt"), {"on_referral"})
    key = (to, "partner", purpose)
    try:
        refer(case=case, to=to, purpose=purpose, by=region["desk.1"])
    except Refused as refusal:
        assert refusal.code == "sharing.not_under_agreements"
        assert key not in least, "the matrix promised it"
        return
    groups = given_on(signal)[key]
    assert least.get(key, set()) <= groups <= most[key]


@pytest.mark.parametrize("giver", sorted({"ggd", "politie", "meldpunt", "woonstichting"}))
def test_no_cell_of_the_matrix_gives_the_police_someones_status(told, giver):
    for (receiver, *_), groups in told(giver).items():
        assert receiver != "politie" or giver == "politie" or "status" not in groups


def test_an_organisation_that_is_not_there_is_answered_with_ones_own(region):
    mine = matrix_view(region["privacy.1"], "meldpunt")
    for asked in ("", "nergens", "x" * 500, "meldpunt "):
        assert matrix_view(region["privacy.1"], asked) == mine


# --- what comes in ------------------------------------------------------------------------------------------

STANDING = dict(bundled())["meldpunt-vechtstreek.toml"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('id = "meldpunt-vechtstreek"', 'id = "' + "x" * 81 + '"', "id"),
        ('version = "2026.1"', 'version = "' + "9" * 21 + '"', "version"),
        ('id = "signaal-naar-meldpunt"', 'id = "' + "y" * 81 + '"', "clause.id"),
    ],
    ids=["id", "version", "clause"],
)
def test_what_no_column_can_hold_is_refused_before_anything_rests_on_it(region, as_owner, old, new, field):
    """A clause's name stands on every right: too long a name would stop every registration on PostgreSQL."""
    text = STANDING.replace('version = "2026.1"', 'version = "2026.9"', 1) if "version" not in old else STANDING
    assert old in text
    with pytest.raises(InputProblems) as caught:
        load_agreement(text=text.replace(old, new, 1), by=region["privacy.1"], now=timezone.now())
    assert [(one.field, one.rule) for one in caught.value.problems] == [(field, "text.long")]
    with as_owner():
        assert Agreement.objects.count() == len(bundled())


def test_an_agreement_with_somebody_who_is_not_set_up_here_stops_nobody_from_registering(region, as_owner):
    """Agreements know every organisation of the standard; an installation may know fewer."""
    load_agreement(text=CONDITIONAL["minors-only"], by=region["privacy.1"], now=timezone.now())
    with as_owner():
        Organisation.objects.filter(code="zorgcoordinatie").update(code="opgegaan-in-iets-anders")
    signal = register_signal(draft=draft(who=Answer.of("minor")), by=region["ggd.1"])
    with as_owner():
        places = set(Right.objects.filter(record_id=signal).values_list("organisation__code", flat=True))
    assert places == {"ggd", "meldpunt"}


def test_an_agreement_is_read_by_those_who_watch_in_words_of_both_languages(region):
    shown = {row.code: row for row in agreements(region["privacy.1"])}
    for row in shown.values():
        dutch, english = (open_agreement(region["fg.1"], row.id, language) for language in ("nl", "en"))
        assert dutch.row == english.row
        assert [clause.id for clause in dutch.clauses] == [clause.id for clause in english.clauses]
        assert all(a.sentence != b.sentence for a, b in zip(dutch.clauses, english.clauses, strict=True))
        assert (dutch.open_parts, dutch.unconfirmed_parts) == (english.open_parts, english.unconfirmed_parts)


def test_an_agreement_that_is_over_can_be_read_and_says_so(region, as_owner):
    (row,) = [row for row in agreements(region["privacy.1"]) if row.code == "omvang"]
    assert open_agreement(region["privacy.1"], row.id).in_force
    with as_owner():
        Agreement.objects.filter(id=row.id).update(valid_until=timezone.now() - timedelta(seconds=1))
    assert not open_agreement(region["privacy.1"], row.id).in_force
    assert row.id not in {other.id for other in agreements(region["privacy.1"])}
    with pytest.raises(NotVisible):
        open_agreement(region["privacy.1"], region["privacy.1"].member)


def test_the_last_day_in_the_list_is_the_day_in_the_text(region):
    for row in agreements(region["privacy.1"]):
        text = dict(bundled())[f"{row.code}.toml"]
        assert f"valid_from = {row.since.isoformat()}" in text
        assert f"valid_until = {row.until.isoformat()}" in text
