"""A command that reads as a member gives what the table says, and to whoever is not named nothing at all."""

from __future__ import annotations

import pytest
from access.table import TABLE

from zicht.errors import Refused
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.server.sharing.exporting import Wanted, export_pages

(EXPORT,) = (command for command in TABLE.commands if command.name == "export")
ASKING = [one for one in TABLE.relations if one.who and one.role and not one.after_withdrawal]
EVERYTHING = Wanted(frozenset(FIELD_GROUPS), cases_only=False)


@pytest.mark.parametrize("relation", ASKING, ids=lambda one: one.name)
def test_an_export_holds_what_the_table_says(world, region, relation):
    if relation.name in EXPORT.may:
        found = [source for page in export_pages(region[relation.who], EVERYTHING) for source in page]
        assert frozenset().union(*(source.groups for source in found)) == set(TABLE.groups[EXPORT.groups])
        return
    with pytest.raises(Refused) as caught:
        list(export_pages(region[relation.who], EVERYTHING))
    assert caught.value.rule == "role:sharing.export"
