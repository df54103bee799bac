"""The size section: why there is no local number, what would have to change, and, apart, the national figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zicht.estimation import Assessment, Check, Need
from zicht.knowledge.published_data import NationalEstimate, Published
from zicht.knowledge.sentences import Language, say
from zicht.picture.document import Apart, Block, Card, Fact, Facts, Paragraph, Points, Section
from zicht.picture.wording import number, source_facts, span

# Of a check only the limits of the rules are told. Its own value, its list names and the totals that models
# gave are counts or estimates of this region: a refused number must not come in by way of its reasons.
LIMITS = ("least", "better", "most")


def _limits(params: Mapping[str, str | int | float], language: Language) -> dict[str, str]:
    return {name: number(float(params[name]), language) for name in LIMITS if name in params}


def reason(check: Check, language: Language) -> str:
    """One reason as a sentence, without any count of the region."""
    return say(f"picture.size.reason.{check.code}", language, **_limits(check.params, language))


def need(wanted: Need, language: Language) -> str:
    """One thing that would have to change, by what is needed and not by what there is."""
    return say(f"picture.size.need.{wanted.code}", language, **_limits(wanted.params, language))


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
    assessment: Assessment,
    facts: tuple[Fact, ...],
    national: tuple[Published[NationalEstimate], ...],
    region: str,
    language: Language,
) -> Section:
    """The section on size. A refused size keeps it: the sentence, the reasons, what would have to change."""
    level = assessment.level
    reasons = (reason(check, language) for check in assessment.reasons if check.level == level)
    needed = (need(wanted, language) for wanted in assessment.needed)
    blocks: tuple[Block, ...] = (
        Paragraph(say(f"picture.size.{level}", language), strong=True),
        Paragraph(say("picture.size.explained", language)),
        *_points(say(f"picture.size.why_{level}", language), reasons),
        *_points(say("picture.size.needed", language), needed),
        Facts(facts),
        national_block(national, region, language),
    )
    return Section("omvang", say("picture.size.title", language), blocks)
