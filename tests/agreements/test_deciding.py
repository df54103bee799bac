"""More laws of deciding: what is asked for, what is known, and what is written down differently but means the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from agreements.grown import DAYS, GROUPS, ORGANISATIONS, rarely, some, worlds
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.agreements import (
    LINKING_KEY,
    Clause,
    Conditions,
    Facts,
    Party,
    decide,
    explain,
    sentences,
    to_filter,
)
from zicht.knowledge import standard
from zicht.knowledge.sentences import LANGUAGES

law = settings(max_examples=80, deadline=None)
dice = st.integers(0, 2**32).map(Random)


def given_away(request, agreements, at, demo):
    """Everything that a request gets, the linking key by its name."""
    decision = decide(request, agreements, at, demo)
    return set(decision.permitted) | ({LINKING_KEY} if decision.linking_key else set())


def with_clause(agreements, change):
    """Each world that differs in one clause: ``change`` gives the other clause, or None to leave it alone."""
    for turn, agreement in enumerate(agreements):
        for place, clause in enumerate(agreement.clauses):
            other = change(clause)
            if other is not None:
                clauses = (*agreement.clauses[:place], other, *agreement.clauses[place + 1 :])
                yield clause, (*agreements[:turn], replace(agreement, clauses=clauses), *agreements[turn + 1 :])


@law
@given(worlds)
def test_what_else_is_asked_for_makes_no_difference(world):
    requests, agreements, at, demo = world
    for request in requests:
        everything = replace(request, field_groups=frozenset(standard.FIELD_GROUPS), linking_key=True)
        asked = set(request.wanted)
        assert given_away(request, agreements, at, demo) == given_away(everything, agreements, at, demo) & asked


@law
@given(worlds)
def test_who_does_not_know_a_fact_never_gets_more_than_under_any_value_of_it(world):
    """An unknown fact is not a no (principle 4): it opens nothing, and it does not lift what is forbidden."""
    requests, agreements, at, demo = world
    values = {
        "form": [code.id for code in standard.codes("form")],
        "age_class": [code.id for code in standard.codes("age_class")],
        "municipality": [code.id for code in standard.codes("municipality")],
        "danger": [True, False],
    }
    for request in requests:
        for name, known in values.items():
            unknown = replace(request, **{name: None if name == "danger" else ""})
            least = given_away(unknown, agreements, at, demo)
            for value in known:
                assert least <= given_away(replace(request, **{name: value}), agreements, at, demo), (name, value)


@law
@given(worlds)
def test_a_condition_more_on_a_may_gives_no_more_and_on_a_never_takes_no_more(world):
    requests, agreements, at, demo = world

    def narrowed(clause):
        condition = clause.conditions
        tighter = {
            "forms": frozenset({"labour"}) if not condition.forms else frozenset(sorted(condition.forms)[:1]),
            "danger": True if condition.danger is None else condition.danger,
        }
        return replace(clause, conditions=replace(condition, **tighter))

    for clause, narrower in with_clause(agreements, narrowed):
        for request in requests:
            before, after = (given_away(request, those, at, demo) for those in (agreements, narrower))
            assert after <= before if clause.gives else before <= after


@law
@given(worlds)
def test_a_field_group_less_in_a_may_gives_no_more_and_in_a_never_takes_no_more(world):
    requests, agreements, at, demo = world

    def fewer(clause):
        kept = clause.field_groups - {sorted(clause.field_groups)[0]}
        return replace(clause, field_groups=kept) if kept and clause.field_groups <= set(GROUPS) else None

    for clause, narrower in with_clause(agreements, fewer):
        for request in requests:
            before, after = (given_away(request, those, at, demo) for those in (agreements, narrower))
            assert after <= before if clause.gives else before <= after


@law
@given(worlds)
def test_one_clause_about_many_things_is_the_same_as_many_clauses_about_one(world):
    requests, agreements, at, demo = world

    def apart(clause):
        key = (replace(clause, id=f"{clause.id}-key", field_groups=frozenset()),) if clause.linking_key else ()
        groups = (
            replace(clause, id=f"{clause.id}-{name}", field_groups=frozenset({name}), linking_key=False)
            for name in sorted(clause.field_groups)
        )
        return (*groups, *key)

    split = tuple(
        replace(agreement, clauses=tuple(part for clause in agreement.clauses for part in apart(clause)))
        for agreement in agreements
    )
    for request in requests:
        assert given_away(request, split, at, demo) == given_away(request, agreements, at, demo)


@law
@given(worlds)
def test_the_demo_gives_at_least_what_is_given_for_real(world):
    requests, agreements, at, _ = world
    for request in requests:
        assert given_away(request, agreements, at, False) <= given_away(request, agreements, at, True)


@law
@given(worlds)
def test_what_is_permitted_stays_so_until_the_moment_that_is_named_and_then_rests_on_something_else(world):
    requests, agreements, at, demo = world
    now = tuple(agreement for agreement in agreements if agreement.in_force(at))
    for request in requests:
        decision = decide(request, now, at, demo)
        assert (decision.until is None) == (not decision.rules)
        if decision.until is None:
            continue
        last = decision.until - timedelta(seconds=1)
        assert given_away(request, now, at, demo) <= given_away(request, now, last, demo)
        after = decide(request, now, decision.until, demo)
        assert set(decision.rules.values()) - set(after.rules.values())


@law
@given(worlds)
def test_the_explanation_is_the_decision_in_full(world):
    requests, agreements, at, demo = world
    for request in requests:
        decision, told = decide(request, agreements, at, demo), explain(request, agreements, at, demo)
        assert tuple(verdict.name for verdict in told.verdicts) == request.wanted
        assert {verdict.name: verdict.rule for verdict in told.verdicts if verdict.permitted} == decision.rules
        assert {v.name: v.outcome for v in told.verdicts if not v.permitted} == decision.refused
        assert (told.obligations, told.faults) == (decision.obligations, decision.faults)
        few = {"yes": len(request.wanted), "no": 0}.get(told.answer)
        assert len(decision.rules) == few if few is not None else 0 < len(decision.rules) < len(request.wanted)


@law
@given(worlds)
def test_every_yes_is_logged_and_ends_and_a_no_asks_nothing(world):
    requests, agreements, at, demo = world
    for request in requests:
        decision = decide(request, agreements, at, demo)
        codes = [obligation.code for obligation in decision.obligations]
        assert bool(codes) == bool(decision.rules)
        if codes:
            assert codes[0] == "agreement.obligation.log"
            cited = {rule.agreement for rule in decision.rules.values()}
            assert {
                dict(one.params)["agreement"]
                for one in decision.obligations
                if one.code == "agreement.obligation.expires"
            } == cited


@settings(max_examples=30, deadline=None)
@given(worlds)
def test_every_explanation_can_be_said_in_both_languages_and_ends_with_what_is_always_allowed(world):
    requests, agreements, at, demo = world
    for request in requests:
        told = explain(request, agreements, at, demo)
        for language in LANGUAGES:
            said = sentences(told, language)
            assert len(said) == 1 + len(told.verdicts) + len(told.obligations) + len(told.faults) + len(
                told.always
            ) + len(told.least_change)
            assert all(line.strip() and "{" not in line for line in said)
            assert "112" in said[-2]


# -- the rights that arise by themselves -------------------------------------------------------------------------------
@law
@given(worlds, dice)
def test_the_order_of_agreements_and_a_copy_of_one_make_no_other_rights(world, rng):
    _, agreements, at, demo = world
    shuffled = [*agreements, *agreements]
    rng.shuffle(shuffled)
    for giver in ORGANISATIONS:
        for origin in ("", "ggd"):
            plain = to_filter(agreements, giver, at, origin=origin, demo=demo)
            assert to_filter(shuffled, giver, at, origin=origin, demo=demo) == plain


@law
@given(worlds, dice)
def test_a_never_more_gives_no_right_that_was_not_there(world, rng):
    _, agreements, at, _ = world
    when = Conditions(forms=frozenset({"labour"})) if rarely(rng, 2) else Conditions()
    never = Clause("never", "never", *"*****", some(rng, GROUPS, 1), when, linking_key=rarely(rng, 2))
    extra = replace(
        agreements[0], id="z", valid_from=DAYS[0], valid_until=date(2027, 12, 31), clauses=(never,),
        parties=tuple(Party(organisation, "board") for organisation in ORGANISATIONS),
    )  # fmt: skip
    for giver in ORGANISATIONS:
        for facts in (Facts(), Facts(form="labour"), Facts(form="sexual")):
            before, after = (
                {
                    (right.to, right.role, right.purpose, name)
                    for right in to_filter(those, giver, at, origin="ggd", demo=True)
                    if right.holds(facts)
                    for name in (*right.field_groups, *([LINKING_KEY] if right.linking_key else []))
                }
                for those in (agreements, (*agreements, extra))
            )
            assert after <= before
            if when.fit(facts) != "no":
                assert not {name for *_, name in after} & never.names


@law
@given(worlds)
def test_no_right_goes_to_the_giver_or_outlives_its_agreement_or_gives_status_to_police(world):
    _, agreements, at, demo = world
    for giver in ORGANISATIONS:
        for right in to_filter(agreements, giver, at, origin="ggd", demo=demo):
            (agreement,) = (one for one in agreements if one.id == right.agreement)
            assert right.to != giver
            assert at < right.until == agreement.ends_between(giver, right.to)
            assert right.field_groups or right.linking_key
            assert right.to != "politie" or "status" not in right.field_groups
