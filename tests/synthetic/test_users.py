"""The sixty people who work with Zicht in the fictional region."""

from collections import Counter

import pytest

from zicht.knowledge.standard import organisations
from zicht.synthetic import Region, SyntheticSignal
from zicht.synthetic.users import REGISTERING, users

ROLES = {"professional", "desk", "partner", "privacy", "fg", "policy", "admin"}


@pytest.mark.parametrize("seed", [0, 1, 2, 99])
def test_there_are_sixty_with_sixty_usernames(seed: int) -> None:
    assert len({user.username for user in users(seed)}) == 60


def test_every_role_exists_and_no_other(some_region: Region) -> None:
    assert {user.role for user in some_region.users()} == ROLES


def test_every_organisation_has_professionals(some_region: Region) -> None:
    found = {user.organisation for user in some_region.users() if user.role == "professional"}
    assert found == {organisation.id for organisation in organisations()}


def test_the_reporting_point_has_the_roles_of_a_reporting_point(some_region: Region) -> None:
    found = {user.role for user in some_region.users() if user.organisation == "meldpunt"}
    assert found == ROLES - {"partner"}


def test_partners_are_the_two_that_the_desk_refers_to(some_region: Region) -> None:
    partners = {user.organisation for user in some_region.users() if user.role == "partner"}
    assert partners == {"zorgcoordinatie", "arbeidsinspectie"}


def test_supervisor_and_privacy_officer_are_two_people(some_region: Region) -> None:
    found = Counter(user.role for user in some_region.users() if user.organisation == "meldpunt")
    assert found["fg"] == found["privacy"] == 1


def test_no_post_can_reach_a_user(some_region: Region) -> None:
    assert all(user.mail.endswith(".example") and user.mail.isascii() for user in some_region.users())


def test_another_seed_gives_other_people() -> None:
    assert not {user.username for user in users(1)} & {user.username for user in users(2)}


def test_only_those_whose_task_it_is_register(some_region: Region, signals: tuple[SyntheticSignal, ...]) -> None:
    by_name = {user.username: user for user in some_region.users()}
    for signal in signals:
        if not signal.public:
            assert by_name[signal.username].organisation == signal.organisation
            assert by_name[signal.username].role in REGISTERING
