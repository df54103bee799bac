"""The specification of deciding: slow, obvious, at most sixty lines. It shares no code with what it is held against."""

from __future__ import annotations

from agreements.grown import AMSTERDAM, PARTS

from zicht.agreements import LINKING_KEY, ROLES, Rule
from zicht.knowledge.legal_bases import legal_bases
from zicht.knowledge.standard import FIELD_GROUPS

STRONGEST_FIRST = ("clause_errs", "never", "permitted", "basis_open", "condition", "not_in_force")


def fits(wanted, value, unknown):
    return not wanted or (unknown if value is None or value == "" else value in wanted)


def is_about(clause, agreement, ask, day):
    parties = {p.organisation for p in agreement.parties if p.left_on is None or day < p.left_on}
    givers = parties if clause.from_ == "*" else {clause.from_}
    receivers = {"*": parties, "origin": {ask.origin}}.get(clause.to, {clause.to})
    scope = ((clause.role, ask.role), (clause.purpose, ask.purpose), (clause.mode, ask.mode))
    if ask.from_organisation == ask.to_organisation or not all(said in ("*", value) for said, value in scope):
        return False
    return ask.from_organisation in givers & parties and ask.to_organisation in receivers & parties


def facts_fit(asks, ask, unknown):
    danger = set() if asks.danger is None else {asks.danger}
    pairs = ((asks.forms, ask.form), (asks.age_class, ask.age_class), (asks.persons, ask.person), (danger, ask.danger))
    return all(fits(*pair, unknown) for pair in (*pairs, (asks.municipality, ask.municipality)))


def acts_fit(asks, ask, name, at):
    given = [c for c in ask.consents if c.kind == asks.consent and c.purpose == ask.purpose and name in c.field_groups]
    holds = any(ask.to_organisation in c.recipients and (not c.until or at < c.until) for c in given)
    by_whom = not asks.by_roles or ask.by_role in asks.by_roles
    done = (ask.involved or not asks.involved) and (ask.second_person or not asks.second_person)
    return (holds or not asks.consent) and by_whom and done


def bases(agreement, ask):
    sides = ((ask.from_organisation, "gives"), (ask.to_organisation, "receives"))
    return [getattr(b, part) for b in agreement.bases for part in PARTS if (b.party, b.direction) in sides]


def errs(clause, agreement, ask):
    unknown = clause.names - {*FIELD_GROUPS, LINKING_KEY} | clause.conditions.by_roles - set(ROLES)
    gone = set(bases(agreement, ask)) - set(legal_bases()) - {""}
    too_wide = clause.effect != "never" and "*" in (clause.to, clause.role, clause.purpose, clause.mode)
    return bool(unknown or gone or too_wide) or (clause.effect == "never" and clause.conditions.of_the_act)


def says(clause, agreement, ask, name, at, demo):
    day = at.astimezone(AMSTERDAM).date()
    in_force = agreement.valid_from <= day <= agreement.valid_until
    if not is_about(clause, agreement, ask, day):
        return None
    if errs(clause, agreement, ask):
        return "clause_errs" if in_force else None
    if name not in clause.names or (clause.effect == "never" and not in_force):
        return None
    if clause.effect == "never":
        return "never" if facts_fit(clause.conditions, ask, True) else None
    if not in_force:
        return "not_in_force"
    if not facts_fit(clause.conditions, ask, False) or not acts_fit(clause.conditions, ask, name, at):
        return "condition"
    return "permitted" if demo or (len(bases(agreement, ask)) == 10 and all(bases(agreement, ask))) else "basis_open"


def reference(ask, agreements, at, demo):
    found = {}
    for name in ask.wanted:
        rules = [(Rule(a.id, a.version, c.id), says(c, a, ask, name, at, demo)) for a in agreements for c in a.clauses]
        said = sorted((STRONGEST_FIRST.index(outcome), rule) for rule, outcome in rules if outcome)
        found[name] = (STRONGEST_FIRST[said[0][0]], said[0][1]) if said else ("no_clause", None)
        if name == "status" and ask.to_organisation == "politie":
            found[name] = ("status_to_police", None)
    return found
