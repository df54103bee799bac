"""The signal catalogue: complete, in the product's words, and honest about what it does not know."""

import re
from collections import Counter

import pytest

from zicht.errors import Defect
from zicht.knowledge import standard
from zicht.knowledge.indicators import (
    ELEMENTS,
    categories,
    category,
    indicator,
    indicators,
    unknown_ids,
    version,
)

SIGNS = {item.id: item for item in indicators()}
LETTERS = {
    **{"W": "work", "H": "housing", "C": "control", "D": "documents", "M": "money", "S": "debts", "G": "health"},
    **{"B": "behaviour", "O": "online", "T": "transport", "J": "minors", "K": "place"},
}
FORMS = {code.id for code in standard.codes("form")}
SPECIFIC = [item for item in indicators() if set(item.forms) != FORMS]

# principles.md, "Words in the product": what is not said, in either language
BANNED = (
    r"verdacht|profiel|score|vlag|\brood\b|illega|prostitu|loverboy|pooier|liegt|onderdanig|weigert hulp|voodoo"
    r"|triage|dossier|jeugdprost|slachtoffer"
    r"|suspect|profile|\bflag|illegal|prostitut|pimp|\blies\b|submissive|victim"
)
ORIGIN = (
    r"nationalit|afkomst|herkomst|origin|geloof|religi|ethni|huidskleur|buitenland|allochtoon|migrant|vluchteling|roma\b"
    r"|pool(s|se)\b|bulgaar|roemeen|nigeria|africa|afrika|asia|aziat|europ|foreign|muslim|moslim|christ"
)


def test_the_catalogue_has_132_signs_with_the_numbers_per_category_of_its_source():
    assert Counter(name[0] for name in SIGNS) == {
        **{"W": 14, "H": 13, "C": 17, "D": 7, "M": 14, "S": 5, "G": 14, "B": 15, "O": 10, "T": 5, "J": 12, "K": 6}
    }
    assert len(indicators()) == len(SIGNS) == 132


def test_ids_run_on_without_a_gap_in_the_order_of_the_catalogue():
    for letter in LETTERS:
        numbers = [int(name[1:]) for name in SIGNS if name[0] == letter]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("sign", indicators(), ids=lambda sign: sign.id)
def test_a_sign_is_whole(sign):
    assert sign.category == LETTERS[sign.id[0]]
    assert sign.forms
    assert set(sign.forms) <= FORMS
    assert set(sign.elements) <= set(ELEMENTS)
    assert list(sign.elements) == [element for element in ELEMENTS if element in sign.elements]
    assert sign.source
    assert sign.other_explanations is category(sign.category)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_label_is_short_stands_in_a_list_and_is_like_no_other(language):
    labels = [getattr(sign, language) for sign in indicators()]
    assert len(set(labels)) == len(labels)
    for label in labels:
        assert 5 < len(label) <= 85, label
        assert label == label.strip()
        assert not label.endswith(".")
        assert label[0].islower(), label


def test_every_label_is_translated():
    assert [sign.id for sign in indicators() if sign.nl == sign.en] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_words_are_those_of_the_product(language):
    texts = [getattr(item, language) for item in (*indicators(), *categories())]
    assert [text for text in texts if re.search(BANNED, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sign_is_about_origin_or_belief(language):
    assert [s.id for s in indicators() if re.search(ORIGIN, getattr(s, language), re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("name", "nl"),
    [
        ("C04", "durft niet vrij te praten"),
        ("C13", "eed of ritueel als druk"),
        ("B07", "vertelt wisselende verhalen"),
        ("J11", "kind wordt aangezet tot bedelen of stelen"),
    ],
)
def test_what_the_glossary_words_is_worded_so(name, nl):
    assert indicator(name).nl == nl


@pytest.mark.parametrize("name", ["H05", "H07", "H09", "D06", "M07"])
def test_what_the_sources_warn_may_stand_in_for_origin_never_stands_alone(name):
    assert indicator(name).stands_in_for_origin


@pytest.mark.parametrize(
    "words", [r"\btaal|language|tolkt|interprets", r"\bBRP|ingeschreven|registered", r"visum|visa"]
)
def test_a_sign_about_language_registration_or_visa_never_stands_alone(words):
    found = [sign for sign in indicators() if re.search(words, f"{sign.nl} {sign.en}")]
    assert found
    assert [sign.id for sign in found if not sign.stands_in_for_origin] == []


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_can_be_supported_for_every_form_without_a_sign_that_stands_in_for_origin(form, element):
    firm = [s for s in indicators() if form in s.forms and element in s.elements and not s.stands_in_for_origin]
    if element == "purpose" and form in ("forced_marriage", "other"):
        # the lists behind the catalogue have no sign of these purposes yet
        assert firm == []
    else:
        assert firm


def test_most_signs_say_for_which_forms_they_hold():
    assert {form for sign in SPECIFIC for form in sign.forms} == FORMS - {"forced_marriage", "other"}
    assert len(SPECIFIC) > len(SIGNS) / 2


def test_signs_of_behaviour_support_nothing():
    # the lists themselves call them weak alone: a reason to look further
    assert [sign.id for sign in indicators() if sign.category == "behaviour" and sign.elements] == []


def test_nothing_is_shown_as_confirmed_that_no_person_confirmed():
    # a person who confirms a row is added here and in the file by the same commit
    known_people: set[str] = set()
    named = {item.confirmed_by for item in (*indicators(), *categories())} - {""}
    assert named == known_people


@pytest.mark.parametrize("item", categories(), ids=lambda item: item.id)
def test_every_category_gives_more_than_one_other_explanation_in_both_languages(item):
    for text in (item.other_nl, item.other_en):
        assert text.endswith(".")
        assert len(re.split(r", | of | or ", text)) >= 3, text
    assert item.other_nl != item.other_en


def test_the_categories_are_those_of_the_signs():
    assert [item.id for item in categories()] == list(dict.fromkeys(sign.category for sign in indicators()))


def test_a_sign_is_found_by_its_id():
    assert all(indicator(name) is sign for name, sign in SIGNS.items())


@pytest.mark.parametrize("name", ["", "w01", "W99", "W01 "])
def test_an_id_that_is_not_in_the_catalogue_is_a_defect_of_ours(name):
    with pytest.raises(Defect) as caught:
        indicator(name)
    assert caught.value.code == "indicators.unknown"


def test_a_category_that_does_not_exist_is_a_defect_of_ours():
    with pytest.raises(Defect):
        category("weather")


def test_ids_that_users_give_are_checked_all_at_once_in_their_order():
    found = unknown_ids(["X1", "W01", "y" * 500, "K06", ""])
    assert [(p.rule, p.field, p.params["indicator"]) for p in found] == [
        ("indicators.unknown", "observations", "X1"),
        ("indicators.unknown", "observations", "y" * 40),
        ("indicators.unknown", "observations", ""),
    ]
    assert unknown_ids(SIGNS) == ()


def test_the_catalogue_has_the_version_of_the_standard_it_belongs_to():
    assert version() == standard.version()
