"""One signal through every room. Every step is read back from the database as the role it names."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from zicht.errors import Refused
from zicht.knowledge import standard
from zicht.knowledge.sentences import Language, say
from zicht.knowledge.signal import NO, Answer, Observation, Person, SignalDraft

if TYPE_CHECKING:
    from zicht.server.parties.actor import Actor
    from zicht.server.publishing.queries import PictureRow

PATIENCE = 60
ELEMENTS = ("act", "means", "purpose")
GRANTED = frozenset({"core", "observations", "contact"})


@dataclass(frozen=True, slots=True)
class Told:
    """One step as told: who, the word keys' parameters, and whether what was read back is what the step says."""

    step: str
    role: str
    params: Mapping[str, str | int]
    holds: bool

    def sentence(self, language: Language) -> str:
        """The step for people."""
        states = {name: say(f"chain.state.{self.params[name]}", language) for name in ELEMENTS if name in self.params}
        return say(f"chain.{self.step}", language, **{**self.params, **states})

    def as_json(self) -> dict[str, object]:
        """The step as kept for the start page."""
        return {**asdict(self), "params": dict(self.params)} | {"nl": self.sentence("nl"), "en": self.sentence("en")}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays which part. ``officer`` is the privacy officer of who registered: the controller of the signal."""

    professional: Actor
    desk: Actor
    partner: Actor
    privacy: Actor
    officer: Actor
    policy: Actor


@dataclass(slots=True)
class Story:
    """What the steps hand on to each other."""

    signal: uuid.UUID | None = None
    case: uuid.UUID | None = None
    referral: uuid.UUID | None = None
    grant: uuid.UUID | None = None


def example(today: date) -> SignalDraft:
    """The signal of the story: a woman in a house, seen by a district nurse."""
    seen = today - timedelta(days=1)
    return SignalDraft(
        what=Answer.of("sexual"),
        where=Answer.of("vechterdam"),
        when=seen,
        who=Answer.of("adult"),
        acute=NO,
        known_via=Answer.of("seen"),
        capacity=Answer.of("care"),
        contact=Answer.of("yes"),
        about_self=NO,
        contact_details="wijkteam@ggd.example",
        contact_safe=Answer.of("yes"),
        contact_how=Answer.of("mail"),
        narrative="Een man deed open en gaf alle antwoorden. Zij keek steeds naar hem voordat zij iets zei.",
        place="Verzonnenstraat 1",
        observations=(
            Observation("C01", "value", "seen", seen),
            Observation("D01", "value", "told_by_person", seen),
            Observation("M06", "unknown", "seen", seen),
            Observation("C16", "no", "seen", seen),
            Observation("H11", "value", "seen", seen),
        ),
        persons=(Person(("presumed_victim",), Answer.of("adult"), Answer.of("female"), "Mirna", "Zandloper-Wolk"),),
    )


def _register(cast: Cast, story: Story) -> Told:
    from django.utils import timezone

    from zicht.server.signals.actions.register import register_signal
    from zicht.server.signals.queries import open_signal

    draft = example(timezone.localdate())
    story.signal = register_signal(draft=draft, by=cast.professional)
    view = open_signal(cast.professional, story.signal)
    answers = {item.indicator: item.answer for item in view.observations or ()}
    kept_apart = answers.get("M06") == "unknown" and answers.get("C16") == "no"
    params: dict[str, str | int] = {
        "who": cast.professional.organisation_name,
        "count": len(answers),
        "standard": standard.version(),
    }
    return Told("registered", "professional", params, kept_apart and view.narrative == draft.narrative)


def _queue(cast: Cast, story: Story) -> Told:
    from zicht.server.cases.queries import queue
    from zicht.server.signals.queries import open_signal

    after, found = "", False
    while not found:
        page = queue(cast.desk, after=after)
        found = any(row.record == story.signal for row in page.rows)
        if not page.after:
            break
        after = page.after
    covered = open_signal(cast.desk, story.signal).coverage if found and story.signal else None
    states = {name: getattr(covered, name).state if covered else "-" for name in ELEMENTS}
    params: dict[str, str | int] = {"unknown": len(covered.open_questions) if covered else 0, **states}
    return Told("queued", "desk", params, found and states["means"] == "supported")


def _case(cast: Cast, story: Story) -> Told:
    from zicht.server.cases.actions.weigh import weigh
    from zicht.server.cases.queries import open_case

    assert story.signal
    story.case = weigh(signal=story.signal, end="case", reason="Dwang en afdracht mogelijk", by=cast.desk)
    assert story.case
    signals = [signal.record for signal in open_case(cast.desk, story.case).signals]
    return Told("case", "desk", {"count": len(signals)}, signals == [story.signal])


def _refer(cast: Cast, story: Story) -> Told:
    from zicht.server.referrals.actions.refer import refer
    from zicht.server.referrals.queries import open_referral

    assert story.case
    story.referral = refer(case=story.case, to="zorgcoordinatie", purpose="care", by=cast.desk)
    view = open_referral(cast.desk, story.referral)
    story.grant = view.grant
    params = {"to": view.row.receiver, "rule": view.legal_basis}
    return Told("referred", "desk", params, view.row.state == "sent" and bool(view.legal_basis))


def _partner(cast: Cast, story: Story) -> Told:
    from zicht.server.referrals.queries import open_referral

    assert story.referral
    (shown,) = open_referral(cast.partner, story.referral).signals
    parts = {group: getattr(shown, group) for group in HIDDEN}
    nothing_else = all(part is None for part in parts.values())
    there = None not in (shown.core, shown.observations, shown.contact)
    names = ", ".join(standard.group_label(group) for group in standard.FIELD_GROUPS if group in shown.groups)
    return Told("partner_sees", "partner", {"groups": names}, shown.groups == GRANTED and there and nothing_else)


HIDDEN = ("identity", "narrative", "location", "status", "follow_up")


def _outcome(cast: Cast, story: Story) -> Told:
    from zicht.server.referrals.actions.refer import accept, report_outcome
    from zicht.server.signals.queries import open_signal

    assert story.signal and story.referral
    accept(referral=story.referral, by=cast.partner)
    report_outcome(referral=story.referral, outcome="help_started", note="Eerste gesprek is geweest.", by=cast.partner)
    lines = open_signal(cast.professional, story.signal).follow_up or ()
    outcome = next((line for line in lines if line.kind == "outcome"), None)
    label = standard.label("outcome", outcome.code) if outcome else "-"
    return Told("outcome_back", "professional", {"outcome": label}, bool(outcome) and not (outcome and outcome.note))


def _withdraw(cast: Cast, story: Story) -> Told:
    from zicht.server.referrals.queries import inbox, open_referral
    from zicht.server.sharing.actions.grants import withdraw

    assert story.grant and story.referral
    withdraw(grant=story.grant, by=cast.privacy, why="purpose_ended")
    gone = all(row.record != story.referral for row in inbox(cast.partner).rows)
    try:
        open_referral(cast.partner, story.referral)
        gone = False
    except Refused as refusal:
        gone = gone and refusal.code == "door.not_found"
    return Told("withdrawn", "partner", {}, gone)


def _log(cast: Cast, story: Story) -> Told:
    from django.conf import settings

    from zicht.server.logbook.sealing import read_heads, seal_all, verify_log
    from zicht.server.oversight.queries import who_saw

    assert story.signal
    heads = settings.ZICHT.home / "heads"
    seal_all(heads)
    check = verify_log(read_heads(heads))
    lines = who_saw(cast.officer, story.signal).lines
    acts = {line.action for line in lines}
    told = {"signals.register", "cases.open_case", "referrals.refer", "referrals.open", "sharing.withdraw"} <= acts
    params: dict[str, str | int] = {"lines": len(lines), "entries": check.entries, "root": check.root.hex()[:16]}
    return Told("logged", "privacy", params, told and check.first_bad is None)


def _when_made(read: Callable[[], PictureRow]) -> PictureRow:
    """The picture once it is made: where a demo serves meanwhile, its worker may have taken the task first."""
    deadline = time.monotonic() + PATIENCE
    while (seen := read()).waiting and time.monotonic() < deadline:
        time.sleep(0.2)
    return seen


def _picture(cast: Cast, story: Story) -> Told:
    from django.utils import timezone

    from zicht.server.door.later import run_due
    from zicht.server.publishing.actions.make import ask
    from zicht.server.publishing.queries import picture

    made = ask(year=timezone.localdate().year, by=cast.policy)
    run_due()
    seen = _when_made(lambda: picture(cast.policy, made))
    params: dict[str, str | int] = {"year": seen.year, "state": seen.state}
    return Told("picture", "policy", params, seen.state == "made" and seen.size_refused)


Step = Callable[[Cast, Story], Told]
STEPS: tuple[Step, ...] = (_register, _queue, _case, _refer, _partner, _outcome, _withdraw, _log, _picture)


def run(cast: Cast) -> Iterator[Told]:
    """The steps, one by one."""
    story = Story()
    for step in STEPS:
        yield step(cast, story)


def keep(told: list[Told], path: Path) -> None:
    """Keep what was told, for the start page."""
    import json

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([step.as_json() for step in told], ensure_ascii=False, indent=1))
