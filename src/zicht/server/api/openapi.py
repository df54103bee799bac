"""The description of the API (OpenAPI 3.1) under the rules for Dutch government APIs (Forum Standaardisatie,
API Design Rules)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE

from zicht.server.api.asked import NewQuestion
from zicht.server.api.corrections import Why
from zicht.server.api.problems import MEDIA
from zicht.server.api.shapes import NewSignal

VERSION = "1.0.0"
BASE = "/api/v1"
# A name of RFC 2606 that leads nowhere: an installation that publishes its API names its own.
CONTACT = {"name": "Beheer van deze installatie", "email": "beheer@zicht.invalid", "url": "https://zicht.invalid/"}
INFO = {"contact": CONTACT, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}}
VERSION_HEADER = {"description": "De volledige versie van deze API", "schema": {"type": "string"}}


def _answer(status: int, answer: dict[str, Any]) -> dict[str, Any]:
    content = answer.get("content", {})
    if status >= 400:
        (shape,) = content.values()
        content = {MEDIA: shape}
    return {**answer, "headers": {"API-Version": VERSION_HEADER}, "content": content}


def _in_dutch(found: dict[str, Any]) -> dict[str, Any]:
    """The schemas under their titles: the names of our classes are English, the interface is Dutch."""
    schemas: dict[str, Any] = found["components"]["schemas"]
    text = json.dumps(found)
    for name, schema in schemas.items():
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{schema["title"]}"')
    renamed: dict[str, Any] = json.loads(text)
    shown = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = {schema["title"]: schema for schema in shown.values()}
    return renamed


def _change(sent: dict[str, Any]) -> dict[str, Any]:
    """What may be sent to correct a signal: any part of a new one, with the version seen and the reason."""
    why = Why.model_json_schema(ref_template=REF_TEMPLATE)
    return {
        **sent,
        "title": "WijzigSignaal",
        "description": Why.__doc__,
        "properties": {**sent["properties"], **why["properties"]},
        "required": why["required"],
    }


@cache
def document(api: NinjaAPI) -> dict[str, Any]:
    """The whole description, made once: anyone may ask for it. Paths are relative to ``servers``, which names the
    major version."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=""))
    for operations in found["paths"].values():
        for operation in operations.values():
            operation["responses"] = {
                str(status): _answer(int(status), answer) for status, answer in operation["responses"].items()
            }
    sent = NewSignal.model_json_schema(ref_template=REF_TEMPLATE)
    found["components"]["schemas"].update({**sent.pop("$defs"), NewSignal.__name__: sent, "Change": _change(sent)})
    asked = NewQuestion.model_json_schema(ref_template=REF_TEMPLATE)
    found["components"]["schemas"][NewQuestion.__name__] = asked
    return _in_dutch(found)
