"""One's own keys, and the agreements in force: as a list, as text, as a matrix."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from zicht.agreements import Agreement as Rules
from zicht.agreements import load
from zicht.knowledge.sentences import Language
from zicht.server.door.fill import agreements_in_force
from zicht.server.door.models import Agreement
from zicht.server.door.view import NotVisible, View, visible
from zicht.server.organisations.matrix import MatrixRow, matrix
from zicht.server.organisations.telling import (
    BasisText,
    ClauseText,
    basis_texts,
    clause_text,
    organisation_name,
    purpose_name,
)
from zicht.server.parties.actor import Actor
from zicht.server.parties.models import ApiKey, Organisation, OutsideAccount


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One of one's own keys. ``state``: in force, revoked or expired."""

    id: uuid.UUID
    label: str
    created: datetime
    expires: datetime
    state: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One line of the list of agreements; ``until`` is the last day on which it holds."""

    id: uuid.UUID
    code: str
    version: str
    title: str
    since: date
    until: date
    parties: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One agreement in words. ``sha256`` is of the text as it was loaded."""

    row: AgreementRow
    in_force: bool
    review_on: date
    purposes: tuple[str, ...]
    clauses: tuple[ClauseText, ...]
    bases: tuple[BasisText, ...]
    sha256: str

    @property
    def open_parts(self) -> int:
        """How many parts of the legal bases are still to be filled in."""
        return sum(part.sure == "open" for basis in self.bases for part in basis.parts)

    @property
    def unconfirmed_parts(self) -> int:
        """How many parts name a legal basis whose reading no person confirmed."""
        return sum(part.sure == "unconfirmed" for basis in self.bases for part in basis.parts)


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The matrix of one organisation's signals, and whose may be asked for."""

    giver: str
    organisations: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]
    demo: bool


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked is not None:
        return "revoked"
    return "in_force" if key.expires > now else "expired"


def keys(actor: Actor) -> tuple[KeyRow, ...]:
    """The keys of this member, newest first."""
    with visible(actor, "organisations.keys") as view:
        found = ApiKey.objects.filter(member=actor.member).order_by("-created", "id")
        return tuple(KeyRow(row.id, row.label, row.created, row.expires, _state(row, view.now)) for row in found)


def outside_account(actor: Actor) -> datetime | None:
    """Since when this member signs in by an account at the organisation's provider; None when they do not."""
    with visible(actor, "organisations.outside_account"):
        return OutsideAccount.objects.filter(member=actor.member).values_list("linked", flat=True).first()


def _row(kept: Agreement, rules: Rules, actor: Actor) -> AgreementRow:
    return AgreementRow(
        id=kept.id,
        code=kept.code,
        version=kept.version,
        title=kept.title,
        since=rules.valid_from,
        until=timezone.localdate(kept.valid_until - timedelta(microseconds=1)),
        parties=tuple(organisation_name(party.organisation) for party in rules.parties),
        own=rules.has_party(actor.organisation_code),
    )


def agreements(actor: Actor) -> tuple[AgreementRow, ...]:
    """The agreements in force now; those to which the own organisation is a party first."""
    with visible(actor, "oversight.agreements") as view:
        found = Agreement.objects.filter(valid_from__lte=view.now, valid_until__gt=view.now)
        rows = [_row(kept, load(kept.text), actor) for kept in found.order_by("title", "version")]
        return tuple(sorted(rows, key=lambda row: not row.own))


def open_agreement(actor: Actor, agreement: uuid.UUID, language: Language = "nl") -> AgreementView:
    """One agreement in words, in force or not; ``NotVisible`` when there is none."""
    with visible(actor, "oversight.agreements") as view:
        kept = Agreement.objects.filter(id=agreement).first()
        if kept is None:
            raise NotVisible("no-agreement")
        view.passage.rules.add(f"{kept.code}:{kept.version}")
        rules = load(kept.text)
        return AgreementView(
            row=_row(kept, rules, actor),
            in_force=kept.valid_from <= view.now < kept.valid_until,
            review_on=rules.review_on,
            purposes=tuple(purpose_name(purpose, language) for purpose in rules.purposes),
            clauses=tuple(clause_text(clause, language) for clause in rules.clauses),
            bases=basis_texts(rules, language),
            sha256=kept.sha256,
        )


def matrix_view(actor: Actor, giver: str = "", language: Language = "nl") -> MatrixView:
    """Who may see which field groups of the signals of ``giver`` (a code; the own organisation unless known)."""
    with visible(actor, "oversight.agreements") as view:
        every = {row.code: row for row in Organisation.objects.order_by("name")}
        whose = every.get(giver) or every[actor.organisation_code]
        return MatrixView(
            giver=whose.code,
            organisations=tuple((row.code, row.name) for row in every.values()),
            rows=_matrix(view, whose, language),
            demo=settings.ZICHT.demo,
        )


def _matrix(view: View, giver: Organisation, language: Language) -> tuple[MatrixRow, ...]:
    return matrix(
        agreements_in_force(view.now),
        giver.code,
        reporting_point=giver.reporting_point,
        at=view.now,
        demo=settings.ZICHT.demo,
        language=language,
    )
