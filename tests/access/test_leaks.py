"""A leak that is planted is reported: the matrix would notice each of these."""

from __future__ import annotations

from collections import defaultdict

import pytest
from access.asking import outcome
from access.check import violations
from access.planted import word
from access.table import TABLE
from django.db import connection
from django.db.models import Q
from django.urls import URLPattern, URLResolver, get_resolver

from zicht.server.door import view
from zicht.server.door.view import View

POSTGRESQL = connection.vendor == "postgresql"
EVERY_ROLE = ("professional", "desk", "partner", "privacy", "fg", "policy", "admin")


def of(*routes: str):
    """The questions to these routes."""
    found = [ask for ask in TABLE.asks if ask.route in routes]
    assert {ask.route for ask in found} == set(routes)
    return found


def leaks(found: list[str]) -> set[str]:
    return {line.rpartition("leaks ")[2] for line in found if "leaks" in line}


def anyones(actor, now, purposes):
    """The condition on a right without its organisation."""
    return Q(role__in=("*", actor.role), purpose__in=("*", *purposes), valid_from__lte=now, valid_until__gt=now)


def test_rights_of_any_organisation_leak_on_one_wall_and_stop_at_the_second(world, standing, monkeypatch):
    monkeypatch.setattr(view, "in_force", anyones)
    found = violations(world, [standing("other")], of("signaal", "api-signaal"))
    if POSTGRESQL:
        assert found == [], "row-level security still knows whose right it is"
    else:
        assert {"shared:narrative", "shared:identity"} <= leaks(found)
        assert any("gone in the table, shown in the app" in line for line in found)


def every_row(self, model, sights, by="record_id"):
    """``View.rows`` without asking whether the group is granted."""
    found = defaultdict(list)
    for row in model._default_manager.filter(**{f"{by}__in": [sight.record for sight in sights]}):
        found[getattr(row, by)].append(row)
    return found


def test_rows_without_their_field_group_leak_on_one_wall_and_stop_at_the_second(world, standing, monkeypatch):
    monkeypatch.setattr(View, "rows", every_row)
    found = violations(world, [standing("follow_up_only")], of("signalen", "api-signalen"))
    assert leaks(found) == (set() if POSTGRESQL else {"shared:core"})


def test_a_group_too_many_on_a_right_leaks_on_both_walls(world, standing, as_owner):
    from zicht.server.door.models import Right

    with as_owner():
        assert Right.objects.filter(clause="alleen-opvolging").update(g_narrative=True, g_status=True)
    found = violations(world, [standing("follow_up_only")], of("signaal", "api-signaal"))
    assert leaks(found) == {"shared:narrative", "shared:status"}


def pages(patterns) -> list[URLPattern]:
    return [
        one
        for pattern in patterns
        for one in (pages(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern])
    ]


def roles_cell(callback):
    """Where the ``staff`` decorator around a page keeps the roles that it lets in."""
    while callback is not None:
        names = getattr(getattr(callback, "__code__", None), "co_freevars", ())
        if "roles" in names:
            return callback.__closure__[names.index("roles")]
        callback = getattr(callback, "__wrapped__", None)
    return None


@pytest.fixture
def every_role_in():
    """Every page lets every role in."""
    found = [cell for pattern in pages(get_resolver().url_patterns) if (cell := roles_cell(pattern.callback))]
    before = [cell.cell_contents for cell in found]
    for cell in found:
        cell.cell_contents = EVERY_ROLE
    yield len(found)
    for cell, roles in zip(found, before, strict=True):
        cell.cell_contents = roles


def test_pages_that_let_every_role_in_are_reported(world, standing, every_role_in):
    assert every_role_in > 20
    found = violations(world, [standing("admin")], of("signaal-nieuw", "mijn-sleutels"))
    assert any("/signalen/nieuw as admin: refused in the table, shown in the app" in line for line in found)


def test_a_door_that_asks_no_role_is_reported(world, standing, monkeypatch):
    monkeypatch.setattr("zicht.server.door.passing.check_role", lambda actor, name: None)
    found = violations(world, [standing("privacy")], of("api-signalen"))
    assert "GET /api/v1/signalen as privacy: refused in the table, shown in the app" in found


def test_a_key_that_never_ends_is_reported(world, standing, monkeypatch):
    from datetime import timedelta

    from zicht.server.parties.actor import by_api_key

    monkeypatch.setattr(
        "zicht.server.api.service.by_api_key", lambda key, now: by_api_key(key, now - timedelta(days=400))
    )
    found = violations(world, [standing("half_known")], of("api-signaal"))
    assert "shared:narrative" in leaks(found)


def test_a_password_that_is_enough_is_reported(world, standing, monkeypatch):
    monkeypatch.setattr("zicht.server.web.parts.signin.second_factor_given", lambda request: True)
    found = violations(world, [standing("half_known")], of("signaal"))
    assert "shared:narrative" in leaks(found)


def test_a_withdrawal_without_effect_is_reported(world, standing, monkeypatch):
    monkeypatch.setattr("zicht.server.sharing.actions.grants.end_rights", lambda *args, **kwargs: 0)
    found = violations(world, [standing("partner_withdrawn")], of("doorverwijzing"))
    assert {"shared:core", "shared:contact", "referral:follow_up"} <= leaks(found)


def test_content_in_a_file_or_a_header_is_reported(world, standing, monkeypatch):
    monkeypatch.setattr(
        "zicht.server.web.policy.views.picture_file", lambda *args: word("shared", "narrative").encode()
    )
    monkeypatch.setitem(
        __import__("zicht.server.api.service", fromlist=["HEADERS"]).HEADERS, "X-Trace", word("public", "contact")
    )
    assert leaks(violations(world, [standing("policy")], of("beeld-cijfers"))) == {"shared:narrative"}
    assert leaks(violations(world, [standing("nobody")], of("api-nothing"))) == {"public:contact"}


def test_an_error_page_that_tells_too_much_is_reported(world, standing, monkeypatch):
    def broken(*args):
        raise RuntimeError(word("shared", "identity"))

    monkeypatch.setattr("zicht.server.web.professional.views.open_signal", broken)
    ask = of("signaal")[0]
    answer = standing("registrant").ask(ask, world.path(ask.path))
    assert outcome(answer) == "status 500"
    assert word("shared", "identity") not in answer.content.decode()
    found = violations(world, [standing("registrant")], [ask])
    assert any("shown in the table, status 500 in the app" in line for line in found)
    assert leaks(found) == set()


def test_what_should_be_shown_and_is_not_is_reported_too(world, standing, monkeypatch):
    known = view.groups_of
    monkeypatch.setattr(view, "groups_of", lambda right: known(right) - {"narrative"})
    found = violations(world, [standing("desk")], of("meldpunt-signaal"))
    assert "GET /meldpunt/{shared} as desk: hides shared:narrative" in found


def test_an_exception_that_is_not_needed_is_reported(world, standing, monkeypatch):
    from access import check

    line = "GET /signalen as registrant: refused in the table, shown in the app"
    monkeypatch.setitem(check.EXCUSED, line, "planted")
    found = violations(world, [standing("registrant")], of("signalen"))
    assert found == [f"exception not needed: {line}"]
