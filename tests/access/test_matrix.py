"""Whoever asks gets what the table says and nothing else: seen is allowed, allowed is seen."""

from __future__ import annotations

import pytest
from access.check import violations
from access.table import TABLE


@pytest.mark.parametrize("name", [relation.name for relation in TABLE.relations])
def test_every_question_is_answered_as_the_table_says(world, standing, name):
    found = violations(world, [standing(name)])
    assert not found, "\n".join(found)
