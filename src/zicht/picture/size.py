"""The size section: why there is no local number, what would have to change, and, apart, the national figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zicht.estimation import Need
from zicht.knowledge.published_data import NationalEstimate, Published
from zicht.knowledge.sentences import Language, say
from zicht.picture.document import Apart, Block, Card, Facts, Paragraph, Points, Section
from zicht.picture.wording import about_facts, number, source_facts, span
from zicht.release_gate import ShownAssessment, ShownReason, Suppressed


def _limits(params: Mapping[str, str | int | float], language: Language) -> dict[str, str]:
    return {name: number(float(value), language) for name, value in params.items()}


def reason(shown: ShownReason, language: Language) -> str:
    """One reason as a sentence. It holds only limits of the rules: the gate lets no count of the region through."""
    return say(f"picture.size.reason.{shown.code}", language, **_limits(shown.params, language))


def need(wanted: Need, language: Language) -> str:
    """One thing that would have to change, by what is needed and not by what there is."""
    return say(f"picture.size.need.{wanted.code}", language, **_limits(wanted.params, language))


def seen(size: ShownAssessment, language: Language) -> str:
    """How many people the lists hold together, or that this is not shown."""
    if isinstance(size.seen, Suppressed):
        return say("picture.size.seen_hidden", language)
    return say("picture.size.seen", language, seen=number(size.seen, language))


def _points(title: str, sentences: Iterable[str]) -> tuple[Points, ...]:
    # the same sentence can follow from two checks; once is enough
    items = tuple(dict.fromkeys(sentences))
    return (Points(title, items),) if items else ()


def _card(estimate: Published[NationalEstimate], language: Language) -> Card:
    value, source = estimate.value, estimate.source
    ends = {name: number(getattr(value, name), language) for name in ("about", "low", "high")}
    return Card(
        say("picture.national.card", language, period=span(source.period, language)),
        say("picture.national.figure", language, **ends),
        source_facts(source, language),
    )


def national_block(national: tuple[Published[NationalEstimate], ...], region: str, language: Language) -> Apart:
    """The official estimates of the whole country, set apart and labelled as never local."""
    return Apart(
        say("picture.national.label", language),
        say("picture.national.title", language),
        say("picture.national.lead", language, region=region),
        tuple(_card(estimate, language) for estimate in national),
    )


def size_section(
    size: ShownAssessment, national: tuple[Published[NationalEstimate], ...], region: str, language: Language
) -> Section:
    """The section on size. A refused size keeps it: the sentence, the reasons, what would have to change."""
    level = size.level
    # what would still weaken the table at a better level is left for then: these are the reasons of this verdict
    reasons = (reason(one, language) for one in size.reasons if one.level == level)
    needed = (need(wanted, language) for wanted in size.needed)
    blocks: tuple[Block, ...] = (
        Paragraph(say(f"picture.size.{level}", language), strong=True),
        Paragraph(say("picture.size.explained", language)),
        *_points(say("picture.size.why", language), reasons),
        *_points(say("picture.size.needed", language), needed),
        Paragraph(seen(size, language)),
        Facts(about_facts(size.about, language)),
        national_block(national, region, language),
    )
    return Section("omvang", say("picture.size.title", language), blocks)
