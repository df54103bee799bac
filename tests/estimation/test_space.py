from itertools import chain, combinations

import pytest

from zicht.errors import WrongUse
from zicht.estimation.space import every_model, interactions, listable

# Simplicial complexes that hold every vertex (Dedekind numbers), with faces of at most so many vertices.
KNOWN = {
    (2, 1): 1, (3, 2): 8, (4, 2): 64, (4, 3): 113, (5, 2): 1_024, (5, 3): 6_212, (5, 4): 6_893, (6, 2): 32_768,
    (6, 3): 3_702_013, (6, 5): 7_785_061, (7, 2): 2_097_152,
}  # fmt: skip


@pytest.mark.parametrize(("lists", "order"), KNOWN)
def test_there_are_as_many_models_as_counted_by_others_each_once(lists: int, order: int) -> None:
    models = every_model(lists, order).models
    assert len(models) == KNOWN[lists, order]
    if len(models) < 10_000:
        assert len(set(models.tolist())) == len(models)


@pytest.mark.parametrize(("lists", "order"), [(3, 2), (4, 2), (4, 3)])
def test_they_are_exactly_the_sets_of_interactions_that_hold_all_parts_of_each(lists: int, order: int) -> None:
    terms = interactions(lists, order)
    sets = chain.from_iterable(combinations(terms, size) for size in range(len(terms) + 1))
    whole = {
        frozenset(some) for some in sets if all(part in some for term in some for part in terms if part & term == part)
    }
    space = every_model(lists, order)
    assert {frozenset(space.terms_of(model)) for model in space.models.tolist()} == whole


def test_interactions_come_by_order_and_then_as_lists_are_named() -> None:
    assert interactions(3, 2) == (0b011, 0b101, 0b110)
    assert interactions(4, 3)[6:] == (0b0111, 0b1011, 0b1101, 0b1110)
    assert interactions(5, 1) == ()


@pytest.mark.parametrize(("lists", "order"), [(2, 2), (3, 3), (5, 5), (5, 0), (4, -1), (1, 2)])
def test_an_order_that_the_lists_cannot_have_is_wrong_use(lists: int, order: int) -> None:
    with pytest.raises(WrongUse) as error:
        every_model(lists, order)
    assert error.value.code == "estimation.wrong_order"


@pytest.mark.parametrize(("lists", "order"), [(7, 3), (8, 2), (10, 2), (10, 9)])
def test_more_models_than_can_be_written_out_is_wrong_use(lists: int, order: int) -> None:
    assert not listable(lists, order)
    with pytest.raises(WrongUse) as error:
        every_model(lists, order)
    assert error.value.code == "estimation.models_many"


def test_nobody_can_change_the_models_that_all_share() -> None:
    with pytest.raises(ValueError, match="read-only"):
        every_model(3, 2).models[0] = 1
