"""Value, no, unknown, not asked and refused stay five answers on every way in and every way out.

The same drafts go through each way. What a way does not ask is taken out of the draft first (``ways_in``); what it does
not show is named here. A new route, command, format or field that nobody put in these lists turns this red.
"""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from access.test_routes import routes
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from server.door.hands import WORKER, _powerful_session, as_owner, as_role
from ways.making import SILENT, drafts, facts
from ways.ways_in import READER, WAYS_IN
from ways.ways_out import (
    WORD,
    api_line,
    api_one,
    csv_facts,
    export_files,
    fact_lines,
    made_case,
    page,
    query,
    readable,
    sign_rows,
)
from worlds import draft

from zicht.cli.export import FORMATS
from zicht.cli.main import command_modules
from zicht.knowledge.signal import Answer, Observation
from zicht.knowledge.standard import FIELD_GROUPS
from zicht.registers.exchange import DIALECTS
from zicht.server.api.names import STATE_WIRE
from zicht.server.cases.queries import queue
from zicht.server.publishing.counted import count_year
from zicht.server.signals.actions.register import register_signal
from zicht.server.signals.queries import own_signals

__all__ = ["_powerful_session", "as_owner", "as_role"]
FEW = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
VALUES = {"municipality": "oudermeer", "age_class": "minor", "form": "criminal", "capacity": "care"}
OWN = frozenset(FIELD_GROUPS)
DESK = OWN - {"status", "possible_perpetrators"}

# Where answers of a signal come in or go out: the test that follows them there.
FOLLOWED = {
    "signaal-nieuw": "form", "api-signalen": "api, and the line", "api-signaal": "api_one", "signaal": "page",
    "meldpunt-signaal": "page", "signalen": "list", "meldpunt": "list and filter",
    "melden": "tests/server/intake", "melden-ontvangen": "tests/server/intake", "melden-terug": "tests/server/intake",
    "melden-link": "link", "concept": "draft",
    "concept-weggooien": "no answers: it throws them away",
    "casus": "the signal pages by link", "doorverwijzing": "tests/server/web/test_partner.py",
    "doorverwijzen": "no answers: names of field groups", "casussen": "no answers: time and state",
    "doorverwijzingen": "no answers: time and state", "beeld-cijfers": "statistics", "beeld-pdf": "statistics",
    "beeld-bekijk": "statistics", "beeld-detail": "statistics", "beeld": "no answers: years",
}  # fmt: skip
NO_ANSWERS = {
    "account_inactive", "account_login", "account_logout", "adviezen", "api-nothing", "api-openapi", "begin",
    "berichten", "healthz", "inloggen-organisatie", "inloggen-organisatie-terug", "logboek", "logboek-record",
    "matrix", "mfa_authenticate", "mijn-inloggen", "mijn-sleutels", "security-txt", "toegang", "toegang-intrekken",
    "meldpunt-links", "overleg", "overleg-jaar", "overleggen", "verwerkingen", "werkafspraak", "werkafspraken",
}  # fmt: skip
COMMANDS = {
    "import_": "import csv, import xlsx", "export": "csv, htcds, ctdc", "synth": "many", "demo": "many",
    "picture": "statistics", "estimate": "no answers: a table of counts", "check": "no answers",
    "agreement": "no answers: rules",
    "log": "no answers: ids", "standard": "no answers: the standard itself", "worker": "no answers: tasks by id",
}  # fmt: skip


def test_every_route_command_and_format_is_followed_or_holds_no_answers():
    assert set(routes(get_resolver().url_patterns)) == set(FOLLOWED) | NO_ANSWERS
    assert not set(FOLLOWED) & NO_ANSWERS
    assert set(command_modules()) == set(COMMANDS)
    assert set(FORMATS) == {"csv", "htcds", "ctdc"} and set(DIALECTS) == {"excel", "ods", "xlsform"}


@FEW
@pytest.mark.parametrize("way", WAYS_IN)
@given(told=drafts())
def test_every_way_in_keeps_every_answer_as_it_was_given(region, way, told):
    with region_rolled_back():
        record, asked = WAYS_IN[way](region, told)
        assert query(region, record, READER[way]) == facts(asked)


@FEW
@given(told=drafts())
def test_the_api_and_the_pages_show_each_answer_as_itself(region, told):
    with region_rolled_back():
        record = register_signal(draft=told, by=region["ggd.1"])
        said = facts(told)
        assert api_one(region, record) == said
        for path, who, groups in (
            (f"/signalen/{record}", "ggd.1", OWN),
            (f"/signalen/{record}", "desk.1", DESK),
            (f"/meldpunt/{record}", "desk.1", DESK),
        ):
            shown, rows = page(path, who)
            assert set(fact_lines(said, groups)) <= shown, path
            for wanted in sign_rows(said):
                assert any(wanted <= set(row) for row in rows), (path, wanted)


@FEW
@given(told=drafts())
def test_every_export_holds_each_answer_or_tells_its_state_in_the_loss_report(region, told):
    with region_rolled_back():
        record = register_signal(draft=told, by=region["ggd.1"])
        made_case(region, record)
        said = {fact for fact in facts(told) if readable(fact)}
        assert {fact for fact in csv_facts(region) if readable(fact)} == said
        for form in ("htcds", "ctdc"):
            files, _ = export_files(region, form)
            lost = json.loads(files.files["loss.json"])["losses"]
            silent = {(f[1], f[2], f[3][0]) for f in said if f[0] == "detail" and f[3][0] != "value"}
            for field, number, state in silent:
                key = field if number == 1 else f"{field}#{number}"
                assert any(row["field"] == key and state in json.dumps(row) for row in lost), (form, field, state)


def region_rolled_back():
    """Each example begins with an empty region."""
    from django.db import transaction

    class Undone(Exception):
        pass

    from contextlib import contextmanager

    @contextmanager
    def block():
        try:
            with transaction.atomic():
                yield
                raise Undone
        except Undone:
            pass

    return block()


# -- lists, filters and statistics: one signal per state, none under another's --------------------------------------


@pytest.fixture
def one_per_state(region):
    """A signal per answer that is no value, and one with a value, at each question that lists and statistics use."""
    found = {}
    for state in (*(state for state in SILENT if state != "not_asked"), "value"):
        where, who, what, capacity = (
            Answer(state) if state != "value" else Answer.of(code)
            for code in ("oudermeer", "minor", "criminal", "care")
        )
        told = draft(where=where, who=who, what=what, capacity=capacity, persons=())
        found[state] = register_signal(draft=told, by=region["ggd.1"])
    return found


def test_lists_show_each_state_under_its_own_word(region, one_per_state):
    for path, who in (("/signalen", "ggd.1"), ("/meldpunt", "desk.1")):
        _, rows = page(path, who)
        for state in one_per_state:
            word = WORD.get(state)
            assert word is None or sum(row.count(word) >= 2 for row in rows) == 1, (path, state)


def test_the_lines_of_the_api_name_each_state(region, one_per_state):
    for row in own_signals(region["ggd.1"]).rows:
        state = next(found for found, record in one_per_state.items() if record == row.record)
        assert row.form == ("criminal" if state == "value" else state)


def test_a_line_of_the_api_says_its_state_on_the_wire(region):
    register_signal(draft=draft(where=Answer("refused"), who=Answer("unknown"), acute=Answer("no")), by=region["ggd.1"])
    line = api_line(region, None)
    assert (line["waar"], line["wie"], line["acuut"]) == tuple(STATE_WIRE[s] for s in ("refused", "unknown", "no"))


def test_a_filter_on_a_state_finds_that_state_alone(region, one_per_state):
    for state, record in one_per_state.items():
        form = "criminal" if state == "value" else state
        assert [row.record for row in queue(region["desk.1"], form=form).rows] == [record]


def test_statistics_count_each_state_by_itself(region, one_per_state, as_role):
    with as_role(WORKER):
        counted = count_year(region["beleid.1"], datetime.now().year)
    tables = {table.dimensions[0]: {key[0]: n for key, n in table.cells} for table in counted.tables}
    for name, value in (
        ("form", "criminal"),
        ("municipality", "oudermeer"),
        ("age_class", "minor"),
        ("capacity", "care"),
    ):
        assert {code: n for code, n in tables[name].items() if n} == dict.fromkeys(
            ("no", "unknown", "refused", value), 1
        )


def test_two_drafts_that_differ_in_one_answer_have_other_facts():
    """Else the tests above would hold whatever is merged."""
    seen = [
        Observation("C01", state, "seen", certainty=sure) for state in (*SILENT, "value") for sure in ("", "likely")
    ]
    assert len({facts(draft(observations=(one,))) for one in seen}) == len(seen)
    assert len({facts(draft(acute=Answer(state))) for state in SILENT}) == len(SILENT)
