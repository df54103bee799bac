"""What is kept for the purpose of size alone, and what is counted of it."""

from __future__ import annotations

import random

from server.signals.test_import_size import MAPPING, as_file, some_row

from zicht.server.door.count import counting
from zicht.server.door.models import IndexToken
from zicht.server.publishing.counted import year_bounds
from zicht.server.signals.actions.imports import take_in


def patterns(actor, working):
    since, until = year_bounds(2025)
    with working(), counting(actor, "publishing.count", since=since, until=until) as count:
        return count.signals(), count.lists().patterns


def test_what_another_organisation_keeps_for_size_is_not_counted_while_the_desk_may_not_see_it(
    region, as_owner, working
):
    """The wall around counting lets through what the desk of who counts may see now, and that is not this."""
    of_size, wider = (some_row(random.Random(seed)) | {"Naam betrokkene": "Zandloper"} for seed in (10, 11))

    def taken(row, activity):
        by = region["handhaving.1"]
        assert take_in(data=as_file([row]), mapping=MAPPING, by=by, activity=activity).count("new") == 1

    taken(of_size, "omvang")
    assert patterns(region["beleid.1"], working) == (0, {})
    taken(wider, "meldpunt-vechtstreek")
    assert patterns(region["beleid.1"], working) == (1, {frozenset({"handhaving"}): 1}), "what the desk sees is counted"
    with as_owner():
        tokens = IndexToken.objects.filter(scope="size:meldpunt", kind="person").values_list("token", flat=True)
        assert (len(tokens), len(set(tokens))) == (2, 1), "the keys themselves would link"
