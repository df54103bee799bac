"""Worlds for both walls, grown from a seed: agreements as texts that loading accepts, a signal, and who asks for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from worlds import FURTHER, draft

from zicht.agreements import Agreement, check, load
from zicht.agreements.model import organisation_kind
from zicht.knowledge.legal_bases import BASIS_PARTS, legal_bases
from zicht.knowledge.signal import NO, UNKNOWN, Answer, SignalDraft

PLACES = {"meldpunt": "desk.1", "politie": "politie.1", "ggd": "ggd.1", "zorgcoordinatie": "zorg.1"}
BODIES = {"meldpunt": "college"}
PURPOSES, ROLES = ("weighing", "care"), ("professional", "desk", "partner")
# possible perpetrators have a switch of their own beside the agreements
GROUPS = ("core", "observations", "identity", "contact", "narrative", "location", "status", "follow_up")
ANYTHING = ("*",)
ASKED = {
    "forms": ("sexual", "labour"),
    "age_class": ("minor", "adult"),
    "municipality": ("vechterdam", "oudermeer"),
    "danger": (True, False),
}
NOT_USED = {"vital", "none"}  # of these natures a basis makes loading refuse other clauses
DUTIFUL = "ggd"  # gives because the law tells it to


@dataclass(frozen=True)
class Asker:
    """Who asks, by organisation, role and purpose."""

    organisation: str
    role: str
    purpose: str


@dataclass(frozen=True)
class Grown:
    """Texts in force or not, who registers what how many days ago, who asks; ``demo`` fills in for an open basis."""

    texts: tuple[str, ...]
    giver: str
    signal: SignalDraft
    days_ago: int
    askers: tuple[Asker, ...]
    demo: bool

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        return tuple(loaded(text) for text in self.texts)


@cache
def loaded(text):
    return load(text)


def rarely(rng, often=4):
    return rng.randrange(often) == 0


def some(rng, values):
    return rng.sample(values, rng.randint(1, len(values)))


def table(name, **keys):
    """One table of a TOML text: texts, lists, yes or no, and days; a key that is None is left out."""
    told = {key: value for key, value in keys.items() if value is not None}
    shown = {key: value.isoformat() if isinstance(value, date) else json.dumps(value) for key, value in told.items()}
    return "\n".join(([f"[[{name}]]"] if name else []) + [f"{key} = {value}" for key, value in shown.items()])


def usable(party, part):
    """The id of a legal basis that this party may name, "" when there is none."""
    found = [b.id for b in legal_bases().values() if b.part == part and b.may_be_used_by(organisation_kind(party))]
    return next((one for one in sorted(found) if legal_bases()[one].nature not in NOT_USED), "")


def basis(rng, party, direction):
    filled = {part: usable(party, part) for part in BASIS_PARTS}
    if party == DUTIFUL:
        filled["lawful_basis"] = "avg-6-1-c"
    if rarely(rng, 12):
        filled[rng.choice(BASIS_PARTS)] = ""
    return table("legal_basis", parties=[party], direction=direction, **filled)


def conditions(rng, never):
    """What a clause asks of the facts; a ``never`` cannot hold in danger, and forbids whatever was done."""
    asked = {name: some(rng, values) for name, values in ASKED.items() if name != "danger" and rarely(rng, 6)}
    if rarely(rng, 6):
        asked["danger"] = not never and rng.choice(ASKED["danger"])
    if not never and rarely(rng, 12):
        asked["second_person"] = True
    return asked


def clause(rng, number, places):
    """One clause between different parties. Only a ``never`` is about status where the police may receive it."""
    never = rarely(rng, 5)
    wide = ANYTHING if never else ()
    giver = rng.choice((*places, "*", "*"))
    to = rng.choice((*(place for place in places if place != giver), "origin" if rarely(rng) else places[-1], *wide))
    groups = some(rng, GROUPS)
    if not never and to in ("politie", "origin"):
        groups = sorted({*groups, "core"} - {"status"})
    return table(
        "clause", id=f"c{number}", effect="never" if never else "must" if giver == DUTIFUL else "may",
        **{"from": giver}, to=to, purpose=rng.choice((*PURPOSES, *wide)), role=rng.choice((*ROLES, *wide)),
        mode=rng.choice((*["standing"] * 5, "on_referral", *wide)), field_groups=groups, **conditions(rng, never),
    )  # fmt: skip


def head(rng, name, today):
    """It began long ago or begins tomorrow; it ended yesterday, ends today or lasts."""
    start = today + timedelta(1) if rarely(rng, 10) else today - timedelta(40)
    end = max(start, today + timedelta(rng.choice((-1, 0, 90, 90, 90))))
    return table(
        "", id=name, version="1", title="t", purposes=list(PURPOSES), activity="signal-registration",
        valid_from=start, valid_until=end, review_on=end,
    )  # fmt: skip


def party(rng, place, today):
    left = today + timedelta(rng.choice((-1, 0, 1))) if rarely(rng, 12) else None
    return table("party", organisation=place, body=BODIES.get(place, "board"), left_on=left)


def text(rng, name, today, beside):
    """An agreement that loading accepts: clauses that it refuses are left out one after another; "" if none is left."""
    places = [place for place in PLACES if not rarely(rng, 10)]
    top = [head(rng, name, today), *(party(rng, place, today) for place in places)]
    top += [basis(rng, place, direction) for place in places for direction in ("gives", "receives")]
    clauses = {f"c{number}": clause(rng, number, places) for number in range(rng.randint(3, 9))}
    while clauses:
        whole = "\n\n".join([*top, *clauses.values()])
        wrong = [one for one in check(whole, beside=beside) if one.severity == "error"]
        if not wrong:
            return whole
        if not clauses.pop(wrong[0].column, None):
            return ""
    return ""


def signal(rng):
    """A signal of which each fact that an agreement asks is known or not."""
    answers = {
        "what": ASKED["forms"], "who": ASKED["age_class"], "where": ASKED["municipality"],
    }  # fmt: skip
    given = {name: UNKNOWN if rarely(rng) else Answer.of(rng.choice(values)) for name, values in answers.items()}
    details = tuple(one for one in FURTHER if one.field != "sub_form")  # belongs to one form only
    return draft(**given, acute=rng.choice((Answer.of("yes"), NO, UNKNOWN)), details=details)


def asker(rng, aims, giver):
    """Mostly someone whom a clause names, else anyone of another organisation."""
    if aims and not rarely(rng, 5):
        aim = rng.choice(aims)
        return Asker(aim.to, aim.role, aim.purpose)
    return Asker(rng.choice([place for place in PLACES if place != giver]), rng.choice(ROLES), rng.choice(PURPOSES))


@cache
def grow(seed, today):
    """The world of a seed on a day."""
    rng = Random(seed)
    texts: list[str] = []
    for name in "ab"[: rng.randint(1, 2)]:
        found = text(rng, name, today, [loaded(one) for one in texts])
        texts += [found] if found else []
    gives = [c for text in texts for c in loaded(text).clauses if c.gives and c.to in PLACES]
    giver = rng.choice([c.from_ for c in gives if c.from_ in PLACES] or list(PLACES))
    aims = [c for c in gives if c.from_ in ("*", giver) and c.to != giver]
    askers = tuple({asker(rng, aims, giver): None for _ in range(4)})
    return Grown(tuple(texts), giver, signal(rng), 2 if rarely(rng, 3) else 0, askers, not rarely(rng, 3))
