"""The words of this room are complete in both languages, and no legal basis passes for confirmed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from zicht.agreements import model
from zicht.agreements.deciding import Outcome
from zicht.agreements.least_change import costs
from zicht.knowledge.legal_bases import BASIS_PARTS, legal_bases, legal_bases_version
from zicht.knowledge.sentences import catalogue
from zicht.knowledge.standard import possible_parties

ROOM = Path(model.__file__).parent

ABOUT_THE_RECORD = ("forms", "age_class", "municipality", "persons", "danger", "no_danger")
FAMILIES = {
    "only": (
        *ABOUT_THE_RECORD,
        "by_roles",
        "involved",
        "second_person",
        *(f"consent_{k}" for k in model.CONSENT_KINDS),
    ),
    "clause": ("never", *(f"{effect}_{mode}" for effect in ("may", "must") for mode in model.MODES)),
    "edit": tuple(costs()),
    "edit_value": (*model.MODES, *model.CONSENT_KINDS),
    "covariate": model.COVARIATES,
    "part_label": BASIS_PARTS,
    "party": ("any", "origin"),
}


def words(language):
    return {key: text for key, text in catalogue(language).items() if key.startswith("agreement.")}


def test_both_languages_have_the_same_words_with_the_same_blanks():
    dutch, english = words("nl"), words("en")
    assert dutch.keys() == english.keys()
    for key, text in dutch.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[key])), key


def test_every_code_of_this_room_has_words_and_every_word_is_used():
    source = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    used = set(re.findall(r"""["'](agreement\.[a-z_.]+[a-z])["']""", source))
    used |= {f"agreement.part.{part}" for part in BASIS_PARTS} | {f"agreement.direction.{d}" for d in model.DIRECTIONS}
    used |= {f"agreement.answer.{answer}" for answer in ("yes", "partly", "no")}
    used |= {f"agreement.{family}.{code}" for family, codes in FAMILIES.items() for code in codes}
    # each of these is said in tests/agreements/test_annex.py and test_comparing.py, by codes put together
    used |= {key for key in words("nl") if key.split(".")[1] in ("annex", "body", "diff", "top")}
    used |= {f"agreement.without_{part}" for part in ("special_data", "criminal_data")}
    used |= {f"agreement.open_{name}" for name in ("signer", "mandate")}
    used |= {f"agreement.never_forbids_{what}_there" for what in ("duty", "vital")}
    assert used == set(words("nl"))
    assert set(get_args(Outcome)) <= used


def test_every_no_says_that_it_is_about_the_agreements_now_in_force():
    for outcome in set(get_args(Outcome)) - {"agreement.permitted", "agreement.status_to_police"}:
        assert "niet onder de werkafspraken die nu gelden" in words("nl")[outcome]
        assert "not under the agreements now in force" in words("en")[outcome]
    assert all(" wet " not in text.lower() for text in words("nl").values())


def test_no_legal_basis_is_confirmed_before_a_person_put_a_name_to_it():
    assert legal_bases_version() and legal_bases()
    for basis in legal_bases().values():
        assert not basis.confirmed and basis.confirmed_by == ""
        assert basis.article and basis.source and basis.nl and basis.en and basis.part in BASIS_PARTS


def test_a_basis_is_used_by_kinds_of_organisation_that_exist_and_every_part_can_be_filled_by_each_kind():
    kinds = {organisation.kind for organisation in possible_parties()}
    for basis in legal_bases().values():
        assert set(basis.used_by) <= kinds | {"*"}
    for kind in kinds:
        assert {basis.part for basis in legal_bases().values() if basis.may_be_used_by(kind)} == set(BASIS_PARTS), kind


def test_a_public_body_cannot_rest_its_task_on_its_own_interest():
    own_interest = legal_bases()["avg-6-1-f"]
    assert not own_interest.may_be_used_by("municipality") and own_interest.may_be_used_by("housing")


def test_possible_recipients_leave_out_who_only_supervises_or_keeps_the_system_running():
    assert not {"fg", "admin", "system"} & set(model.ROLES)


def test_a_covariate_never_tells_where_someone_comes_from():
    assert not {"nationality", "birthplace", "residence_status", "origin"} & set(model.COVARIATES)
