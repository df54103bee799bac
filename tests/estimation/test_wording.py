import re
from typing import get_args, get_type_hints

import pytest

from zicht.estimation import CaptureTable, Level, assess, published_table
from zicht.estimation.closed_forms import NoFormula
from zicht.estimation.loglinear import NoFit
from zicht.estimation.lower import Doubt
from zicht.estimation.methods import METHODS
from zicht.estimation.parts import ASSUMPTIONS
from zicht.estimation.wording import in_words, say_check, say_need
from zicht.knowledge.sentences import LANGUAGES, catalogue, say

APART = CaptureTable.of("abc", {(1, 0, 0): 60, (0, 1, 0): 70, (0, 0, 1): 40})
OF_METHODS = ("lists_few", "models_many", "graphs_many", "interrupted")
TWO = CaptureTable.of("ab", {(1, 0): 9000, (0, 1): 8000, (1, 1): 5000})
LEANING = CaptureTable.of("abc", {(1, 0, 0): 60, (0, 1, 0): 70, (0, 0, 1): 40, (1, 1, 0): 5, (0, 1, 1): 4})
FEW = CaptureTable.of("ab", {(1, 0): 2})
TABLES = [published_table("Ned").value, APART, TWO, LEANING, FEW]


def told(prefix: str) -> set[str]:
    return {key.removeprefix(prefix) for key in catalogue("nl") if key.startswith(prefix)}


def test_both_languages_have_every_sentence_with_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)", text))

    dutch, english = (
        {
            k: blanks(v)
            for k, v in catalogue(lang).items()
            if k.startswith(("estimation.", "capture_table.", "published."))
        }
        for lang in LANGUAGES
    )
    assert dutch == english


def test_every_check_and_need_that_is_raised_has_a_sentence_and_every_sentence_is_raised() -> None:
    verdicts = [assess(table) for table in TABLES]
    assert {check.code for verdict in verdicts for check in verdict.checks} == told("estimation.check.")
    assert {need.code for verdict in verdicts for need in verdict.needed} == told("estimation.needed.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_fills_in(language) -> None:
    for verdict in map(assess, TABLES):
        for text in [
            *(say_check(check, language) for check in verdict.checks),
            *(say_need(need, language) for need in verdict.needed),
        ]:
            assert text
            assert "{" not in text


def test_levels_and_assumptions_have_sentences_and_none_is_left_over() -> None:
    assert told("estimation.level.") == set(get_args(Level)) == told("estimation.verdict_of_check.")
    assert told("estimation.assumption.") == set(ASSUMPTIONS)


def test_every_method_and_every_reason_for_no_estimate_has_a_sentence() -> None:
    assert told("estimation.method.") == set(METHODS)
    fits = get_args(get_type_hints(NoFit)["code"])
    formulas = get_args(get_type_hints(NoFormula)["code"])
    assert told("estimation.no_estimate.") == {
        *fits,
        *formulas,
        "lists_few",
        "models_many",
        "graphs_many",
        "interrupted",
    }


def test_every_doubt_has_a_sentence() -> None:
    assert told("estimation.doubt.") == set(get_args(get_type_hints(Doubt)["code"]))


def test_a_good_verdict_is_never_called_reliable() -> None:
    assert say("estimation.level.supported") == "geen bezwaar gevonden in de gegevens"
    for language, word in (("nl", "betrouwbaar"), ("en", "reliable")):
        assert not any(word in text for key, text in catalogue(language).items() if key.startswith("estimation."))


def test_numbers_are_written_as_in_the_language() -> None:
    assert (in_words(52923.89), in_words(52923.89, "en")) == ("52.924", "52,924")
    assert (in_words(2.76, digits=1), in_words(1234.5, "en", 1)) == ("2,8", "1,234.5")
