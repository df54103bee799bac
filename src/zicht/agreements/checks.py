"""What the values of an agreement must mean, once its shape is right. Each check gives problems with their line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from zicht.agreements.model import (
    ANY,
    BODIES,
    CONSENT_KINDS,
    COVARIATES,
    DIRECTIONS,
    EFFECTS,
    MODES,
    ORIGIN,
    ROLES,
    never_to,
    organisation_kind,
)
from zicht.agreements.places import Places
from zicht.errors import Problem
from zicht.knowledge import standard
from zicht.knowledge.legal_bases import BASIS_PARTS, legal_bases

Tree = Mapping[str, Any]


def _known(value: str, known: Collection[str], rule: str, key: str, row: int) -> list[Problem]:
    return [] if value in known else [Problem(rule, key, row, params={"value": value[:60]})]


def _twice(values: Sequence[str], rule: str, key: str, line: Callable[[int], int]) -> list[Problem]:
    return [
        Problem(rule, key, line(turn), params={"value": value[:60]})
        for turn, value in enumerate(values)
        if value in values[:turn]
    ]


def _dates(tree: Tree, at: Places) -> list[Problem]:
    start, end, review = tree["valid_from"], tree["valid_until"], tree["review_on"]
    params = {"from": start.isoformat(), "until": end.isoformat(), "review": review.isoformat()}
    found = []
    if end < start:
        found.append(Problem("agreement.dates_reversed", "valid_until", at.line(key="valid_until"), params=params))
    if review < start:
        found.append(Problem("agreement.review_too_early", "review_on", at.line(key="review_on"), params=params))
    if end >= end.max:
        found.append(Problem("agreement.endless", "valid_until", at.line(key="valid_until")))
    return found


def _top(tree: Tree, at: Places) -> list[Problem]:
    purposes = {row[0] for row in standard.purposes()}
    activities = {row[0] for row in standard.activities()}
    found = _known(tree["activity"], activities, "agreement.unknown_activity", "activity", at.line(key="activity"))
    for value in tree["purposes"]:
        found += _known(value, purposes, "agreement.unknown_purpose", "purposes", at.line(key="purposes", value=value))
    for key, code_list in (("forms", "form"), ("persons", "role")):
        for value in tree.get(key, ()):
            known = {code.id for code in standard.codes(code_list)}
            found += _known(value, known, "agreement.unknown_code", key, at.line(key=key, value=value))
        if tree.get(key) == []:
            found.append(Problem("agreement.empty", key, at.line(key=key), params={"name": key}))
    if tree.get("retention"):
        rules = standard.retention_rules()
        found += _known(tree["retention"], rules, "agreement.unknown_retention", "retention", at.line(key="retention"))
    if not tree["purposes"]:
        found.append(Problem("agreement.empty", "purposes", at.line(key="purposes"), params={"name": "purposes"}))
    return found


def _parties(tree: Tree, at: Places) -> list[Problem]:
    known = {organisation.id: organisation for organisation in standard.possible_parties()}
    names = [row["organisation"] for row in tree["party"]]
    found = _twice(names, "agreement.party_twice", "organisation", lambda turn: at.line("party", turn, "organisation"))
    for turn, row in enumerate(tree["party"]):
        name, body, body_row = row["organisation"], row["body"], at.line("party", turn, "body")
        found += _known(name, known, "agreement.unknown_party", "organisation", at.line("party", turn, "organisation"))
        unknown_body = _known(body, BODIES, "agreement.unknown_body", "body", body_row)
        found += unknown_body
        if not unknown_body and name in known and known[name].body != body:
            params = {"party": name, "value": body, "body": known[name].body}
            found.append(Problem("agreement.other_body", "body", body_row, params=params))
        left = row.get("left_on")
        if left and left <= tree["valid_from"]:
            params = {"party": name[:60], "date": left.isoformat()}
            found.append(Problem("agreement.left_before", "left_on", at.line("party", turn, "left_on"), params=params))
    return found


def _one_basis(row: Tree, turn: int, parties: Collection[str], at: Places) -> list[Problem]:
    found = _known(
        row["direction"], DIRECTIONS, "agreement.unknown_direction", "direction",
        at.line("legal_basis", turn, "direction"),
    )  # fmt: skip
    for party in row["parties"]:
        place = at.line("legal_basis", turn, "parties", party)
        found += _known(party, parties, "agreement.not_a_party", "parties", place)
    for part in BASIS_PARTS:
        if row[part]:
            found += _basis_part(row, part, at.line("legal_basis", turn, part))
    return found


def _basis_part(row: Tree, part: str, place: int) -> list[Problem]:
    basis = legal_bases().get(row[part])
    if basis is None:
        return [Problem("agreement.unknown_basis", part, place, params={"value": row[part][:60]})]
    if basis.part != part:
        params = {"value": basis.id, "part": part, "other": basis.part}
        return [Problem("agreement.basis_other_part", part, place, params=params)]
    strangers = [party for party in row["parties"] if not basis.may_be_used_by(organisation_kind(party))]
    return [
        Problem("agreement.basis_not_theirs", part, place, params={"value": basis.id, "party": party[:60]})
        for party in strangers
    ]


def _bases(tree: Tree, at: Places) -> list[Problem]:
    parties = [row["organisation"] for row in tree["party"]]
    found = []
    seen: set[tuple[str, str]] = set()
    for turn, row in enumerate(tree["legal_basis"]):
        found += _one_basis(row, turn, parties, at)
        for party in row["parties"]:
            side = (party, row["direction"])
            if side in seen:
                params = {"party": party[:60], "direction": row["direction"][:20]}
                place = at.line("legal_basis", turn, "parties", party)
                found.append(Problem("agreement.basis_twice", "parties", place, params=params))
            seen.add(side)
    return found + _missing_bases(tree, seen, at)


def _missing_bases(tree: Tree, present: Collection[tuple[str, str]], at: Places) -> list[Problem]:
    """A clause that gives needs a basis, if only an open one, of every giver and every receiver."""
    parties = [row["organisation"] for row in tree["party"]]
    needed: dict[tuple[str, str], int] = {}
    for turn, row in enumerate(tree["clause"]):
        if row["effect"] == "never":
            continue
        givers = [p for p in parties if p != row["to"]] if row["from"] == ANY else [row["from"]]
        receivers = [p for p in parties if p != row["from"]] if row["to"] == ORIGIN else [row["to"]]
        sides = [(p, "gives") for p in givers] + [(p, "receives") for p in receivers]
        for side in sides:
            needed.setdefault(side, turn)
    return [
        Problem("agreement.basis_missing", "legal_basis", at.line("clause", turn),
                params={"party": party, "direction": direction})
        for (party, direction), turn in needed.items()
        if party in parties and (party, direction) not in present
    ]  # fmt: skip


def _code_lists() -> dict[str, tuple[Collection[str], str]]:
    named = {"forms": "form", "age_class": "age_class", "municipality": "municipality", "persons": "role"}
    codes = {key: ({code.id for code in standard.codes(of)}, "agreement.unknown_code") for key, of in named.items()}
    return {
        "field_groups": (standard.FIELD_GROUPS, "agreement.unknown_field_group"),
        "covariates": (COVARIATES, "agreement.unknown_covariate"),
        "by_roles": (ROLES, "agreement.unknown_role"),
        **codes,
    }


def _clause_lists(row: Tree, line: Callable[..., int]) -> list[Problem]:
    found = []
    for key, (known, rule) in _code_lists().items():
        for value in row.get(key, ()):
            found += _known(value, known, rule, key, line(key, value))
        if key not in ("field_groups", "covariates") and row.get(key) == []:
            found.append(Problem("agreement.empty", key, line(key), params={"name": key}))
    return found


def _clause_codes(row: Tree, purposes: Collection[str], line: Callable[..., int]) -> list[Problem]:
    found = _known(row["effect"], EFFECTS, "agreement.unknown_effect", "effect", line("effect"))
    open_to = {ANY} if row["effect"] == "never" else set()
    no_purpose = "agreement.consent_purpose" if row.get("consent") else "agreement.foreign_purpose"
    found += _known(row["purpose"], open_to | set(purposes), no_purpose, "purpose", line("purpose"))
    found += _known(row["role"], open_to | set(ROLES), "agreement.unknown_role", "role", line("role"))
    found += _known(row["mode"], open_to | set(MODES), "agreement.unknown_mode", "mode", line("mode"))
    if "consent" in row:
        found += _known(row["consent"], CONSENT_KINDS, "agreement.unknown_consent", "consent", line("consent"))
    return found + _clause_lists(row, line)


def _clause_within(row: Tree, tree: Tree, line: Callable[..., int]) -> list[Problem]:
    """What a clause asks must lie inside what the agreement as a whole is about."""
    return [
        Problem("agreement.outside", key, line(key, value), params={"value": value[:60], "name": key})
        for key in ("forms", "persons")
        for value in row.get(key, ())
        if tree.get(key) and value not in tree[key]
    ]


def _clause_effect(row: Tree, line: Callable[..., int]) -> list[Problem]:
    """What only a clause that gives may ask, and what no clause may forbid."""
    if row["effect"] != "never":
        alone = [key for key in ("by_roles", "involved") if row.get(key) and row["mode"] == "standing"]
        return [Problem("agreement.nobody_shares", key, line(key), params={"name": key}) for key in alone]
    asked = [key for key in ("by_roles", "consent", "involved", "second_person", "inform") if row.get(key)]
    found = [Problem("agreement.act_on_never", key, line(key), params={"name": key}) for key in asked]
    if row.get("danger") is True:
        found.append(Problem("agreement.never_in_danger", "danger", line("danger")))
    return found


def _clause_parties(row: Tree, parties: Collection[str], line: Callable[..., int]) -> list[Problem]:
    receivers = {ORIGIN, ANY} if row["effect"] == "never" else {ORIGIN}
    found = _known(row["from"], {ANY, *parties}, "agreement.not_a_party", "from", line("from"))
    found += _known(row["to"], {*receivers, *parties}, "agreement.not_a_party", "to", line("to"))
    if row["from"] == row["to"] != ANY:
        found.append(Problem("agreement.to_itself", "to", line("to"), params={"value": row["to"][:60]}))
    reached = set(parties) - {row["from"]} if row["to"] == ORIGIN else {row["to"]}
    withheld = set(row["field_groups"]) & {group for party in reached for group in never_to(party)}
    if row["effect"] != "never" and withheld:
        found.append(Problem("agreement.status_to_police", "field_groups", line("field_groups", "status")))
    return found


def _clause_content(row: Tree, line: Callable[..., int]) -> list[Problem]:
    key = row.get("linking_key", False)
    if not row["field_groups"] and not key:
        return [Problem("agreement.about_nothing", "field_groups", line("field_groups"))]
    if row.get("covariates") and not key:
        return [Problem("agreement.covariates_alone", "covariates", line("covariates"))]
    return []


def _clauses(tree: Tree, at: Places) -> list[Problem]:
    parties = [row["organisation"] for row in tree["party"]]
    names = [row["id"] for row in tree["clause"]]
    found = _twice(names, "agreement.clause_twice", "id", lambda turn: at.line("clause", turn, "id"))
    for turn, row in enumerate(tree["clause"]):

        def line(key: str, value: str = "", turn: int = turn) -> int:
            return at.line("clause", turn, key, value)

        found += _clause_codes(row, tree["purposes"], line)
        found += _clause_parties(row, parties, line)
        found += _clause_content(row, line)
        found += _clause_within(row, tree, line)
        found += _clause_effect(row, line)
    return found


def meaning_problems(tree: Tree, at: Places) -> list[Problem]:
    """Every problem of meaning in a tree of the right shape, each with its line."""
    return [problem for check in (_dates, _top, _parties, _bases, _clauses) for problem in check(tree, at)]
