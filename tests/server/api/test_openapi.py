"""The description keeps the rules for Dutch government APIs, and the API does what its description says."""

from __future__ import annotations

import copy
import json

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig

from zicht.knowledge import standard
from zicht.server.api.openapi import BASE, document
from zicht.server.api.service import api

from .conftest import BODY, make_key
from .rules import RULES, broken


@pytest.fixture(scope="module")
def described():
    return document(api)


def test_it_is_there_for_anyone_and_is_what_the_code_says(described):
    answer = Client().get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(described))


def test_it_breaks_no_technical_rule(described):
    assert {rule: found for rule, ask in RULES.items() if (found := list(ask(described)))} == {}


def plant(described, rule: str) -> dict:
    """The description with one fault against a rule."""
    faulty = copy.deepcopy(described)
    post = faulty["paths"]["/signalen"]["post"]
    query = {"in": "query", "name": "mijn_zoekwoord", "schema": {"type": "string"}}
    schema = faulty["components"]["schemas"]["Signaal"]["properties"]
    faults = {
        "/core/no-trailing-slash": lambda: faulty["paths"].update({"/signalen/": {}}),
        "/core/path-segments-kebab-case": lambda: faulty["paths"].update({"/mijnSignalen": {}}),
        "/core/query-keys-camel-case": lambda: post["parameters"].append(query),
        "/core/properties-camel-case": lambda: schema.update({"bekend_via": {}}),
        "/core/date-time/format": lambda: schema.update({"ontvangenOp": {"type": "string"}}),
        "/core/http-methods": lambda: faulty["paths"]["/signalen"].update({"zoek": post}),
        "/core/error-handling/problem-details": lambda: post["responses"]["403"].update({"content": {"text/html": {}}}),
        "/core/error-handling/invalid-input": lambda: post["responses"].update({"422": post["responses"].pop("400")}),
        "/core/doc-openapi": lambda: faulty.update({"openapi": "2.0"}),
        "/core/doc-openapi-contact": lambda: faulty["info"]["contact"].pop("email"),
        "/core/uri-version": lambda: faulty.update({"servers": [{"url": "/api"}]}),
        "/core/semver": lambda: faulty["info"].update({"version": "1"}),
        "/core/version-header": lambda: post["responses"]["201"].pop("headers"),
    }
    faults[rule]()
    return faulty


@pytest.mark.parametrize("rule", RULES)
def test_a_planted_fault_breaks_its_rule_and_no_other(described, rule):
    assert broken(plant(described, rule)) == {rule}


def test_every_name_of_the_standard_is_described(described):
    properties = described["components"]["schemas"]["NieuwSignaal"]["properties"]
    assert {field.wire for field in standard.fields()} <= set(properties)
    required = set(described["components"]["schemas"]["NieuwSignaal"]["required"])
    assert required == {field.wire for field in standard.fields() if field.required}


def test_a_signal_that_the_tests_send_fits_the_description(described):
    schema = {"$ref": "#/components/schemas/NieuwSignaal", "components": described["components"]}
    Draft202012Validator.check_schema(described["components"]["schemas"]["NieuwSignaal"])
    assert list(Draft202012Validator(schema).iter_errors(BODY)) == []
    assert list(Draft202012Validator(schema).iter_errors({**BODY, "kleur": "rood"}))


# A day in the future or before 1990 fits "format: date" and is refused all the same; nothing else is left out.
LEFT_OUT = {"positive_data_acceptance"}
EVERY_CHECK = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in LEFT_OUT]


def test_the_api_does_what_its_description_says(region, described):
    """Schemathesis: made-up requests, right and wrong ones, against every operation."""
    key = make_key(region["ggd.1"])
    tried = set()
    schema = schemathesis.openapi.from_dict(described, config=SchemathesisConfig())
    schema.app = get_wsgi_application()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=12,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        @schemathesis.pytest.parametrize if False else (lambda test: test)
        def once(case):
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=EVERY_CHECK)

        del once
        tried.add(operation.label)
    assert tried == {"GET /signalen", "POST /signalen", "GET /signalen/{id}"}
