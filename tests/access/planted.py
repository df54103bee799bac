"""A small world in which every field group of every record carries words that stand nowhere else.

Text groups hold an invented word. Core and observations are coded: their marks are a day, a municipality and a
form that no other record has.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from worlds import draft

from zicht.knowledge.signal import UNKNOWN, Answer, Detail, Observation, Person

# record -> municipality, form, day, each as it may be written: on a page, on the wire
CODED = {
    "shared": ("broekwolde", "organ_removal", date(2019, 3, 7)),
    "waiting": ("sint-aagtenkerk", "forced_marriage", date(2019, 4, 8)),
    "told": ("oudermeer", "criminal", date(2019, 5, 9)),
    "public": ("lindeveen", "begging", date(2019, 6, 10)),
}
WRITTEN = {
    "broekwolde": ("Broekwolde",),
    "sint-aagtenkerk": ("Sint Aagtenkerk", "sint-aagtenkerk"),
    "oudermeer": ("Oudermeer",),
    "lindeveen": ("Lindeveen",),
    "organ_removal": ("orgaanverwijdering", '"orgaan"'),
    "forced_marriage": ("gedwongen huwelijk", '"huwelijk"'),
    "criminal": ("criminele uitbuiting", '"crimineel"'),
    "begging": ("gedwongen bedelen", '"bedelarij"'),
}
MONTHS = {3: "maart", 4: "april", 5: "mei", 6: "juni"}
TEXT_GROUPS = ("identity", "contact", "narrative", "location", "status", "follow_up", "possible_perpetrators")

# A form that is not sent yet -> the field of the form that holds the word of each group
UNSENT = {"identity": "achternaam", "contact": "contactgegevens", "narrative": "toelichting", "location": "plaats"}


def word(record: str, group: str) -> str:
    """The invented word of one field group of one record."""
    return f"zq{record}{group.replace('_', '')}"


def _coded_marks(record: str) -> dict[str, tuple[str, ...]]:
    municipality, form, day = CODED[record]
    seen = date(day.year, day.month, day.day + 10)
    return {
        "core": (day.isoformat(), f"{day.day} {MONTHS[day.month]} {day.year}", *WRITTEN[municipality]),
        "observations": (seen.isoformat(), f"{seen.day} {MONTHS[seen.month]} {seen.year}", *WRITTEN[form]),
    }


def marks() -> dict[tuple[str, str], tuple[str, ...]]:
    """Every (record, field group) with the ways in which its content may be written."""
    found = {(record, group): said for record in CODED for group, said in _coded_marks(record).items()}
    found |= {(record, group): (word(record, group),) for record in CODED for group in TEXT_GROUPS}
    found |= {("unsent", group): (word("unsent", group),) for group in UNSENT}
    return found | {("referral", "follow_up"): (word("referral", "follow_up"),)}


MARKS = marks()
# What a page or a description offers to choose from
CHOICES = re.compile(r'<(option|label)\b.*?</\1>|"enum": \[[^]]*\]', re.DOTALL | re.IGNORECASE)


def _stands_in(text: str, said: str) -> bool:
    """Whether these words stand in a text by themselves, not as a part of a longer word."""
    return said in text and re.search(rf"(?<!\w){re.escape(said)}(?!\w)", text) is not None


def found_in(text: str) -> frozenset[tuple[str, str]]:
    """The marks in a text. What a form offers to choose from is no content: it is the same for everyone."""
    content = CHOICES.sub("", text).lower()
    return frozenset(mark for mark, said in MARKS.items() if any(_stands_in(content, one.lower()) for one in said))


def _further(record: str) -> tuple[Detail, ...]:
    """A further answer with the invented word in every group of text; follow-up only where there is any."""
    texts = {"language": "contact", "other_explanation": "narrative", "address": "location", "profile_name": "identity"}
    if record != "waiting":
        texts["notified_by"] = "follow_up"
    said = [Detail(field_id, 1, Answer.of(word(record, group))) for field_id, group in texts.items()]
    coded = {"profile_owner": "victim", "residence_permit": "without", "lasted": "days", "vulnerability": "debts"}
    not_own = Detail("profile_name", 2, Answer.of(word(record, "possible_perpetrators")))
    return (*said, not_own, *(Detail(field_id, 1, Answer.of(code)) for field_id, code in coded.items()))


def _draft(record: str, *, public: bool = False):
    municipality, form, day = CODED[record]
    seen = date(day.year, day.month, day.day + 10)
    names = {} if public else {
        "details": _further(record),
        "place": f"{word(record, 'location')} 1",
        "observations": (Observation("C01", "value", "seen", seen),),
        "persons": (
            Person(("presumed_victim",), Answer.of("adult"), Answer.of("female"), "Testa", word(record, "identity"),
                   date(1990, 2, 3), word(record, "status")),
            Person(("possible_perpetrator", "facilitator"), Answer.of("adult"), Answer.of("male"), "Testo",
                   word(record, "possible_perpetrators"), None, word(record, "possible_perpetrators")),
            Person(("presumed_victim", "possible_perpetrator"), Answer.of("adult")),
        ),
    }  # fmt: skip
    return draft(
        **({"place": "", "observations": (), "persons": (), "details": ()} | names),
        what=Answer.of(form),
        where=Answer.of(municipality),
        when=day,
        contact_details=f"{word(record, 'contact')}@voorbeeld.example",
        narrative=f"Er staat {word(record, 'narrative')} in.",
    )


@dataclass
class Planted:
    """Ids by name, for the paths of the table."""

    ids: dict[str, uuid.UUID] = field(default_factory=dict)

    def path(self, ask_path: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(self.ids[found[1]]), ask_path)


def plant(region, as_owner) -> Planted:
    """Everything that the table asks about, by the acts that make it for real."""
    from zicht.server.cases.actions.answer import answer_reporter
    from zicht.server.cases.actions.weigh import weigh
    from zicht.server.intake.actions.report import report
    from zicht.server.signals.actions.register import register_signal
    from zicht.server.signals.queries import open_signal

    world, desk = Planted(), region["desk.1"]
    world.ids["activity"] = switched_on(region, as_owner)
    world.ids["shared"] = _corrected(region["ggd.1"])
    for record in ("waiting", "told"):
        world.ids[record] = register_signal(draft=_draft(record), by=region["ggd.1"])
    report(draft=_draft("public", public=True), nonce=uuid.uuid4().hex)
    world.ids["public"] = _public_record(as_owner, set(world.ids.values()))
    answer_reporter(signal=world.ids["public"], text=f"Dank u, {word('public', 'narrative')}.", by=desk)
    open_signal(region["ggd.1"], world.ids["told"])
    weigh(signal=world.ids["told"], end="no_sign", reason=word("told", "follow_up"), by=desk)
    case = weigh(signal=world.ids["shared"], end="case", reason=word("shared", "follow_up"), by=desk)
    assert case
    world.ids["case"] = case
    _refer(world, region)
    world.ids["unsent"] = _unsent(region)
    _by_the_owner(world, region, as_owner)
    return world


def _corrected(by) -> uuid.UUID:
    """A signal of which every field group was corrected: what it says stands in its history too."""
    from zicht.server.signals.actions.correct import Reason, correct
    from zicht.server.signals.actions.register import register_signal
    from zicht.server.signals.queries import open_signal

    whole = _draft("shared")
    first = replace(
        whole, what=UNKNOWN, where=Answer.of("vechterdam"), when=date(2019, 1, 2), contact_details="", narrative="",
        place="", observations=(), persons=(replace(whole.persons[0], last_name="", nationality=""),), details=(),
    )  # fmt: skip
    record = register_signal(draft=first, by=by)
    reason = Reason("more_known", word("shared", "narrative"))
    correct(signal=record, draft=whole, seen=open_signal(by, record).version, reason=reason, by=by)
    return record


def switched_on(region, as_owner) -> uuid.UUID:
    """The registrant's organisation takes fields on possible perpetrators; the advice is put there, the act is real."""
    from django.utils import timezone

    from zicht.server.organisations.queries import agreements
    from zicht.server.oversight.actions.switch import Grounds, switch_on
    from zicht.server.oversight.models import Advice

    privacy = region["ggd.privacy"]
    with as_owner():
        advice = Advice(organisation_id=privacy.organisation, given_by=uuid.uuid4(), given_by_name="Een FG",
                        at=timezone.now(), subject="Mogelijke plegers", text="Kort houden.")  # fmt: skip
        advice.save(force_insert=True)
    agreement = next(row.id for row in agreements(privacy) if row.own)
    until = timezone.localdate() + timedelta(days=30)
    return switch_on(grounds=Grounds("VW-1", "DPIA-1", agreement, advice.id, until), by=privacy)


def _unsent(region) -> uuid.UUID:
    """A draft of the registrant's, with a word in every group that a text can be typed for."""
    from zicht.server.drafts.actions.keep import Standing, save

    draft = uuid.uuid4()
    answers = {name: [word("unsent", group)] for group, name in UNSENT.items()}
    content = {"pagina": "new", "antwoorden": answers}
    save(draft=draft, content=content, on=Standing(), window="w", by=region["ggd.1"])
    return draft


def _public_record(as_owner, known: set[uuid.UUID]) -> uuid.UUID:
    from zicht.server.intake.models import Receipt

    with as_owner():
        (found,) = (record for record in Receipt.objects.values_list("record_id", flat=True) if record not in known)
    return found


def _refer(world: Planted, region) -> None:
    from zicht.server.referrals.actions.refer import accept, refer, report_outcome
    from zicht.server.referrals.queries import open_referral

    care = region["zorg.1"]
    referral = refer(case=world.ids["case"], to="zorgcoordinatie", purpose="care", by=region["desk.1"])
    accept(referral=referral, by=care)
    report_outcome(referral=referral, outcome="help_started", note=word("referral", "follow_up"), by=care)
    world.ids |= {"referral": referral, "grant": open_referral(region["desk.1"], referral).grant}


def _by_the_owner(world: Planted, region, as_owner) -> None:
    """What no act makes: a right that no agreement gives, a finished picture."""
    from django.utils import timezone

    from zicht.server.door.models import Agreement, Record, Right, group_columns
    from zicht.server.notices.models import Notice
    from zicht.server.publishing.models import Picture

    now = timezone.now()
    holder, policy = region["burgerzaken.1"], region["beleid.1"]
    with as_owner():
        record = Record.objects.get(id=world.ids["shared"])
        Right(
            record=record, controller=record.controller_id, organisation_id=holder.organisation,
            member=str(holder.member), given_by_id=record.controller_id, valid_from=now - timedelta(days=1),
            kind=record.kind, received_at=record.received_at, state=record.state, acute=record.acute, due=record.due,
            agreement="proef", clause="alleen-opvolging", **group_columns({"follow_up"}),
        ).save(force_insert=True)  # fmt: skip
        picture = Picture(
            organisation_id=policy.organisation, year=2019, state="made", asked_by=policy.member,
            asked_by_name=policy.name, asked_at=now, made_at=now, page=b"<p>Beeld</p>", pdf=b"%PDF-1.7",
            figures=b"vorm;aantal\n", manifest=b"{}",
        )  # fmt: skip
        picture.save(force_insert=True)
        agreement = Agreement.objects.get(code="doorverwijzing-zorg")
        notice = Notice.objects.get(record=world.ids["told"])
    world.ids |= {"picture": picture.id, "agreement": agreement.id, "notice": notice.id}
