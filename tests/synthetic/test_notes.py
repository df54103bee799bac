"""Notes: many, different, in plain words, and without what may never stand in them."""

import re

import pytest

from zicht.knowledge.indicators import indicators
from zicht.knowledge.signal import ANSWER_STATES, Observation
from zicht.knowledge.standard import codes
from zicht.synthetic import SyntheticSignal
from zicht.synthetic.dice import dice
from zicht.synthetic.notes import Scene, fragments, frames, note, signs

Signals = tuple[SyntheticSignal, ...]
CATEGORIES = {item.category for item in indicators()}
SLOTS = {"w", "ze", "haar", "hr", "n", "uur", "dag", "toen", "bedrag", "plek", "wk"}

# Words in the product (principles), and what principle 6 keeps out. Stems, so that endings are caught too.
FORBIDDEN = re.findall(
    r"\w+",
    """illega loverboy jeugdprostitu prostitu hoer pooier voodoo verdacht onderdanig liegt leugen slachtoffer
    dader risicoprofiel score triage weigert nationalit afkomst etnisch allochto vreemdeling buitenlander
    asiel migrant pools poolse pool roemeen bulgaar hongaar nigeria chine vietnam marok turk syri oekra afrik
    aziat arabi slavisch moslim islam christel katholiek joods moskee kerk tempel imam geloof huidskleur
    zigeuner roma""",
)


def test_there_are_several_hundred_fragments_and_none_twice() -> None:
    texts = [text for text in fragments() if text[-1] in ".?!'"]
    assert len(texts) > 700
    assert len(set(texts)) == len(texts)


def test_every_sign_of_the_catalogue_has_words_and_no_other() -> None:
    assert set(signs()) == {item.id for item in indicators()}
    assert min(len(texts) for texts in signs().values()) >= 3


def test_every_form_capacity_category_and_answer_has_words() -> None:
    forms, capacities = ({code.id for code in codes(name)} for name in ("form", "capacity"))
    assert set(frames()["form"]) == forms | {"unknown"}
    assert set(frames()["opening"]) == capacities
    assert set(frames()["self"]) == set(frames()["plek"]) == forms
    assert set(frames()["gap"]) == set(ANSWER_STATES) - {"value"}
    assert {frozenset(by_category) for by_category in frames()["gap"].values()} == {frozenset(CATEGORIES)}


def test_every_slot_is_one_that_can_be_filled() -> None:
    used = {slot.lower() for text in fragments() for slot in re.findall(r"\{(\w*)\}", text)}
    assert used == SLOTS
    assert not [text for text in fragments() if re.sub(r"\{\w+\}", "", text).count("{")]


def test_the_names_of_signs_are_not_reused() -> None:
    # recognition is measured on these notes; a shared list of phrases would measure itself
    written = " ".join(fragments()).lower()
    assert [item.nl for item in indicators() if len(item.nl.split()) > 1 and item.nl.lower() in written] == []


@pytest.mark.parametrize("stem", FORBIDDEN)
def test_words_that_the_product_does_not_use_do_not_occur(stem: str) -> None:
    assert [text for text in fragments() if re.search(rf"\b{stem}", text.lower())] == []


def test_words_for_a_record_are_the_products_own() -> None:
    assert [text for text in fragments() if re.search(r"\b(dossiers?|zaak|zaken)\b", text.lower())] == []


def test_a_note_has_no_slot_left_open_and_is_not_empty(signals: Signals) -> None:
    notes = [signal.draft.narrative for signal in signals if signal.draft.narrative]
    assert 0.9 < len(notes) / len(signals) < 0.98
    assert not [text for text in notes if "{" in text or "  " in text or len(text) < 15]


def scene(capacity: str, form: str = "labour", sex: str = "female", **other: object) -> Scene:
    observed = (Observation("H02", "value", "seen"), Observation("M01", "refused", "seen"))
    return Scene(capacity, form, sex, bool(other.get("minor")), observed)


def notes_of(about: Scene, count: int = 60) -> list[str]:
    return [note(dice(4, "signal", number), about) for number in range(count)]


def test_the_same_dice_write_the_same_note() -> None:
    assert notes_of(scene("care")) == notes_of(scene("care"))


def test_who_writes_about_themselves_writes_in_the_first_person() -> None:
    assert all(re.search(r"\b(ik|mij|mijn|me)\b", text.lower()) for text in notes_of(scene("victim")))


def test_a_note_tells_what_was_noticed() -> None:
    # telegram style, typing errors and chance leave most of the words standing
    told = [
        any(word in text.lower() for word in ("schimmel", "stapelbed", "slaapplek")) for text in notes_of(scene("care"))
    ]
    assert sum(told) > 50


def test_professionals_say_what_they_did_not_learn_and_neighbours_do_not() -> None:
    def says(text: str) -> bool:
        return "over geld zegt" in text.lower() or "dat is priv" in text.lower()

    assert sum(map(says, notes_of(scene("police")))) > 45
    assert not any(map(says, notes_of(scene("neighbour"))))


@pytest.mark.parametrize(("sex", "pronouns"), [("female", {"ze", "haar"}), ("male", {"hij", "zijn", "hem"})])
def test_pronouns_follow_what_is_known_of_the_person(sex: str, pronouns: set[str]) -> None:
    wrong = {"ze", "haar", "hem", "hij"} - pronouns
    observed = (Observation("M04", "value", "seen"), Observation("D01", "value", "seen"))
    texts = [note(dice(1, "signal", n), Scene("care", "criminal", sex, False, observed)) for n in range(40)]
    filled = [text for text in texts if re.search(r"rekening staat|pas ligt", text)]
    assert filled and not [t for t in filled if re.search(rf"\b({'|'.join(wrong)})\b (pas|weet)", t.lower())]


def test_a_child_is_not_called_a_grown_up() -> None:
    texts = notes_of(scene("education", minor=True))
    assert not [text for text in texts if re.search(r"\b(mevrouw|de vrouw|mw)\b", text.lower())]


def test_hands_differ_telegram_lower_case_and_mistakes_all_occur(signals: Signals) -> None:
    public = [s.draft.narrative for s in signals if s.public and s.draft.narrative]
    assert 0.05 < sum(text == text.lower() for text in public) / len(public) < 0.3
    professional = [s.draft.narrative for s in signals if not s.public]
    assert sum(bool(re.search(r"\b(mw|dhr|min)\b", text.lower())) for text in professional) / len(professional) > 0.02
