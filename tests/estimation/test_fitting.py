"""The compiled fit against the plain one, which is written another way, and against the linear programme."""

from math import lgamma

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zicht.estimation import published_table
from zicht.estimation.kernels import fitting
from zicht.estimation.kernels.fitting import EXISTS, NO_INTERIOR, RANK, add_subsets, add_supersets, new_room
from zicht.estimation.loglinear import Fit, _has_interior, fit
from zicht.estimation.search import lists_in, with_unseen_cell
from zicht.estimation.space import every_model

LISTS = 4
SPACE = every_model(LISTS, 3)
CANDIDATES = np.array(SPACE.terms)
COLD = np.zeros(0)
sparse = st.lists(st.sampled_from([0, 0, 0, 1, 2, 7, 40, 900]), min_size=15, max_size=15).map(np.array)
a_model = st.sampled_from(SPACE.models.tolist())


def compiled(counts: np.ndarray, model: int, warm: np.ndarray = COLD, space=SPACE):
    cells = with_unseen_cell(counts)
    margins, room = cells.copy(), new_room(space.lists)
    add_supersets(margins)
    return (*fitting.fit(model, np.array(space.terms), cells, margins, warm, room), room)


def terms(model: int, space=SPACE) -> list[tuple[int, ...]]:
    return [lists_in(mask) for mask in space.terms_of(model)]


def every_list_used(counts: np.ndarray, lists: int = LISTS) -> bool:
    return all(counts[(np.arange(1, 2**lists) >> place & 1) == 1].any() for place in range(lists))


def test_sums_over_subsets_and_supersets_are_what_they_say() -> None:
    values = np.random.default_rng(1).integers(0, 99, 32).astype(float)
    below, above = values.copy(), values.copy()
    add_subsets(below)
    add_supersets(above)
    for mask in range(32):
        assert below[mask] == sum(values[other] for other in range(32) if other & mask == other)
        assert above[mask] == sum(values[other] for other in range(32) if other & mask == mask)


@given(sparse, a_model)
@settings(max_examples=200, deadline=None)
def test_verdict_and_fit_are_those_of_the_plain_fit(counts: np.ndarray, model: int) -> None:
    assume(every_list_used(counts))
    plain = fit(counts, LISTS, terms(model))
    verdict, parameters, height, room = compiled(counts, model)
    assert (verdict == EXISTS) == isinstance(plain, Fit)
    if isinstance(plain, Fit):
        assert room.theta[0] == pytest.approx(plain.intercept, rel=1e-7, abs=1e-7)
        assert parameters == plain.parameters
        constant = sum(lgamma(count + 1) for count in counts)
        assert height - constant == pytest.approx(plain.log_likelihood, rel=1e-10, abs=1e-8)
        assert room.mu[1:] == pytest.approx(plain.fitted, rel=1e-6, abs=1e-7)
    else:
        assert {RANK: "rank", NO_INTERIOR: "no_interior"}[verdict] == plain.code


@given(sparse, a_model)
@settings(max_examples=150, deadline=None)
def test_whether_the_cells_fix_the_parameters_is_the_rank_of_the_model_matrix(counts: np.ndarray, model: int) -> None:
    assume(every_list_used(counts))
    cells = with_unseen_cell(counts)
    margins, room = cells.copy(), new_room(LISTS)
    add_supersets(margins)
    many, _ = fitting.lay_out(model, CANDIDATES, margins, room)
    kept = np.flatnonzero(room.kept)
    design = np.array([[cell & term == term for term in room.terms[:many]] for cell in kept], dtype=float)
    assert fitting.identifiable(many, room) == (np.linalg.matrix_rank(design) == many)


@given(sparse, a_model)
@settings(max_examples=150, deadline=None)
def test_no_proof_contradicts_the_linear_programme(counts: np.ndarray, model: int) -> None:
    """Whole steps and rounded steps are proofs by themselves: none may say "none" where a table exists."""
    assume(every_list_used(counts))
    verdict, _, _, room = compiled(counts, model)
    assume(verdict in (EXISTS, NO_INTERIOR))
    many, _ = fitting.lay_out(model, CANDIDATES, _margins(counts), room)
    kept = np.flatnonzero(room.kept)
    design = np.array([[cell & term == term for term in room.terms[:many]] for cell in kept], dtype=float)
    assert _has_interior(design, with_unseen_cell(counts)[kept]) == (verdict == EXISTS)


def _margins(counts: np.ndarray) -> np.ndarray:
    margins = with_unseen_cell(counts)
    add_supersets(margins)
    return margins


@given(sparse, a_model, st.lists(st.floats(-3, 3), min_size=16, max_size=16).map(np.array))
@settings(max_examples=100, deadline=None)
def test_where_it_starts_does_not_change_where_it_ends(counts: np.ndarray, model: int, start: np.ndarray) -> None:
    assume(every_list_used(counts))
    verdict, _, height, room = compiled(counts, model)
    assume(verdict == EXISTS)
    warm = compiled(counts, model, start)
    assert warm[0] == EXISTS
    assert warm[2] == pytest.approx(height, rel=1e-10, abs=1e-8)
    assert warm[3].theta[0] == pytest.approx(room.theta[0], rel=1e-6, abs=1e-6)


def test_a_step_that_moves_people_or_raises_a_cell_proves_nothing() -> None:
    counts = with_unseen_cell(np.array([5, 5, 0]))
    margins, room = counts.copy(), new_room(2)
    add_supersets(margins)
    many, _ = fitting.lay_out(0, np.zeros(0, np.int64), margins, room)

    def proves(*step: float) -> bool:
        room.step[:many] = step
        room.moved[:] = 0
        for number in range(many):
            room.moved[room.terms[number]] = step[number]
        add_subsets(room.moved)
        return fitting.points_away(counts, many, room)

    assert proves(1.0, -1.0, -1.0)  # cells 1 and 2 stay, cell 3 with nobody goes down
    assert proves(0.5, -0.5, -0.5)
    assert not proves(-1.0, 1.0, 1.0)
    assert not proves(0.0, -1.0, -1.0)
    assert not proves(1.0, -1.0, 0.0)


def test_a_sound_model_may_have_fitted_cells_near_nothing() -> None:
    """Small fitted cells are no sign that an estimate does not exist: 961 sound models of UKdat have them."""
    table = published_table("UKdat").value
    space = every_model(6, 2)
    full = int(space.models[-1])
    verdict, _, _, room = compiled(table.counts, full, space=space)
    assert verdict == EXISTS
    assert room.mu[room.kept].min() < 1e-3
    assert isinstance(fit(table.counts, 6, terms(full, space)), Fit)


def test_lists_without_people_are_no_part_of_any_model() -> None:
    counts = np.array([30, 20, 9, 0, 0, 0, 0])  # nobody on the third list
    space = every_model(3, 2)
    verdict, parameters, _, room = compiled(counts, int(space.models[0]), space=space)
    assert (verdict, parameters) == (EXISTS, 3)
    assert np.exp(room.theta[0]) == pytest.approx(30 * 20 / 9)
    with_pairs = compiled(counts, 0b110, space=space)  # both pairs of the empty list
    assert with_pairs[:2] == (EXISTS, 3)
