"""The agreements in force as people read them, and the matrix that follows from them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.server.organisations.matrix import MatrixRow
from zicht.server.organisations.queries import (
    AgreementRow,
    AgreementView,
    agreements,
    matrix_view,
    open_agreement,
)
from zicht.server.organisations.telling import BasisPartText, BasisText, organisation_name, purpose_name
from zicht.server.web.parts.access import acting, language_of, staff
from zicht.server.web.parts.components import BadgeKind, Cell, Column, Fact, Field, Option, Table
from zicht.server.web.parts.moments import day
from zicht.server.web.parts.wording import blocks, role_word, rule_label
from zicht.server.web.privacy.log import WATCHERS


def _cells(row: AgreementRow) -> tuple[Cell, ...]:
    return (
        Cell(row.title, reverse("werkafspraak", args=[row.id])),
        Cell(row.version),
        Cell(_("ja") if row.own else _("nee")),
        Cell(day(row.since)),
        Cell(day(row.until)),
    )


@staff(*WATCHERS)
def agreements_page(request: HttpRequest) -> HttpResponse:
    """The agreements in force now."""
    rows = agreements(acting(request))
    columns = (
        Column(_("Werkafspraak")),
        Column(_("Versie")),
        Column(_("Wij zijn partij")),
        Column(_("Vanaf")),
        Column(_("Tot en met")),
    )
    table = Table(_("Werkafspraken die nu gelden"), columns, tuple(_cells(row) for row in rows)) if rows else None
    return render(request, "privacy/agreements.html", {"table": table})


def _basis_cell(part: BasisPartText, language: Language) -> Cell:
    if part.sure == "open":
        return Cell(say("confirmation.to_fill_in", language), badge="attention")
    if part.sure == "unconfirmed":
        return Cell(f"{part.article} ({say('confirmation.unconfirmed', language)})")
    return Cell(part.article)


def _basis_table(bases: tuple[BasisText, ...], language: Language) -> Table:
    columns = (Column(_("Partij")), *(Column(part.label) for part in bases[0].parts))
    rows = tuple(
        (Cell(f"{basis.party} {basis.direction}"), *(_basis_cell(part, language) for part in basis.parts))
        for basis in bases
    )
    return Table(_("Grondslag per partij en richting"), columns, rows)


def _agreement_facts(found: AgreementView, language: Language) -> tuple[Fact, ...]:
    row = found.row
    in_force: tuple[str, BadgeKind] = (_("geldt nu"), "ok") if found.in_force else (_("geldt nu niet"), "attention")
    return (
        Fact(_("Stand"), *in_force),
        Fact(_("Versie"), row.version),
        Fact(_("Geldt"), _("van %(since)s tot en met %(until)s") % {"since": day(row.since), "until": day(row.until)}),
        Fact(_("Opnieuw bekijken op"), day(found.review_on)),
        Fact(_("Doelen"), ", ".join(found.purposes)),
        Fact(_("Partijen"), "\n".join(row.parties)),
        Fact(_("Kenmerk van de tekst (SHA-256)"), blocks(found.sha256)),
    )


@staff(*WATCHERS)
def agreement_page(request: HttpRequest, agreement: uuid.UUID) -> HttpResponse:
    """One agreement: its clauses as sentences, and how sure each legal basis is."""
    language = language_of(request)
    found = open_agreement(acting(request), agreement, language)
    shown = {
        "title": found.row.title,
        "facts": _agreement_facts(found, language),
        "clauses": found.clauses,
        "open_parts": found.open_parts,
        "unconfirmed_parts": found.unconfirmed_parts,
        "bases": _basis_table(found.bases, language),
    }
    return render(request, "privacy/agreement.html", shown)


def _relation(row: MatrixRow) -> str:
    return {
        "registrant": _("gaf het signaal zelf door"),
        "own_desk": _("het eigen meldpunt"),
        "standing": _("vanzelf, bij elk signaal"),
        "origin": _("als het signaal van hen kwam"),
        "on_referral": _("alleen na een doorverwijzing"),
    }[row.relation]


def _answer(answer: str) -> Cell:
    if answer == "yes":
        return Cell(_("ja"), badge="ok")
    return Cell(_("soms"), badge="attention") if answer == "condition" else Cell(_("nee"))


@dataclass(frozen=True, slots=True)
class MatrixRowShown:
    """Roles of organisations that see the same in the same way; ``rule`` is a number in the list of rules."""

    who: str
    how: tuple[str, ...]
    answers: tuple[tuple[str, Cell], ...]
    rule: int


def _how(row: MatrixRow, language: Language) -> tuple[str, ...]:
    purpose = () if row.purpose == "*" else (_("voor %s") % purpose_name(row.purpose, language),)
    return (_relation(row), *purpose, *((_("met koppelsleutel"),) if row.linking_key != "no" else ()))


def _rules(rows: Iterable[MatrixRow], language: Language) -> dict[tuple[str, ...], str]:
    """The rules behind the rows, each once, in words with their conditions."""
    return {
        row.rules: ". ".join(rule_label(rule, language) for rule in row.rules) + ". " + " ".join(row.conditions)
        for row in rows
    }


def _alike(row: MatrixRow) -> tuple[object, ...]:
    return (row.role, row.relation, row.purpose, row.answers, row.linking_key, row.rules)


def _shown(rows: Iterable[MatrixRow], rules: Sequence[tuple[str, ...]], language: Language) -> Iterator[MatrixRowShown]:
    groups = tuple(standard.group_label(group, language).partition(",")[0] for group in standard.FIELD_GROUPS)
    together: dict[tuple[object, ...], list[MatrixRow]] = {}
    for row in rows:
        together.setdefault(_alike(row), []).append(row)
    for same in together.values():
        first = same[0]
        yield MatrixRowShown(
            f"{', '.join(organisation_name(row.receiver) for row in same)} ({role_word(first.role, language)})",
            _how(first, language),
            tuple((group, _answer(answer)) for group, answer in zip(groups, first.answers, strict=True)),
            rules.index(first.rules) + 1,
        )


@staff(*WATCHERS)
def matrix_page(request: HttpRequest) -> HttpResponse:
    """Roles, relations and field groups as the agreements in force give them."""
    language = language_of(request)
    found = matrix_view(acting(request), request.GET.get("van", ""), language)
    options = tuple(Option(code, name) for code, name in found.organisations)
    seen = {row.receiver for row in found.rows}
    rules = _rules(found.rows, language)
    shown = {
        "giver": organisation_name(found.giver),
        "groups": tuple(standard.group_label(group, language) for group in standard.FIELD_GROUPS),
        "rows": tuple(_shown(found.rows, tuple(rules), language)),
        "rules": tuple(rules.values()),
        "field": Field("van", "van", _("Van wie is het signaal?"), "select", found.giver, options, required=True),
        "nothing": tuple(name for code, name in found.organisations if code not in seen),
        "only_demo": found.demo and any(row.basis_open for row in found.rows),
    }
    return render(request, "privacy/matrix.html", shown)
