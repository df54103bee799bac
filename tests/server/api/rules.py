"""The technical rules for Dutch government APIs, as questions to a description.

Source: NLGov REST API Design Rules 2.1 (Forum Standaardisatie), section on technical rules. Each rule gives
what breaks it, so that a test can hold it against the description and against one with a fault planted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Document = dict[str, Any]
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}
KEBAB = re.compile(r"^(?:_?[a-z0-9]+(?:-[a-z0-9]+)*|\{[a-zA-Z]+\}|[a-z]+\.json)$")
CAMEL = re.compile(r"^[a-z][a-zA-Z0-9]*$")
SEMVER = re.compile(r"^\d+\.\d+\.\d+$")


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, found in document["paths"].items():
        for method, operation in found.items():
            yield path, method, operation


def schemas(node: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every place that has properties or a format."""
    if isinstance(node, dict):
        yield at, node
        for name, child in node.items():
            yield from schemas(child, f"{at}/{name}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from schemas(child, f"{at}/{index}")


def no_trailing_slash(document: Document) -> Iterator[str]:
    yield from (path for path in document["paths"] if path != "/" and path.endswith("/"))


def path_segments_kebab_case(document: Document) -> Iterator[str]:
    for path in document["paths"]:
        yield from (f"{path}: {part}" for part in path.strip("/").split("/") if not KEBAB.match(part))


def query_keys_camel_case(document: Document) -> Iterator[str]:
    for path, _, operation in operations(document):
        for given in operation.get("parameters", []):
            if given["in"] == "query" and not CAMEL.match(given["name"]):
                yield f"{path}: {given['name']}"


def properties_camel_case(document: Document) -> Iterator[str]:
    for at, node in schemas(document.get("components", {}).get("schemas", {})):
        if at.endswith("/properties"):
            yield from (f"{at}: {name}" for name in node if not CAMEL.match(name))


def date_time_format(document: Document) -> Iterator[str]:
    """What is called a moment or a day has the format of one."""
    wanted = {"ontvangenOp": "date-time", "wegenVoor": "date-time", "op": "date-time", "geboortedatum": "date"}
    for at, node in schemas(document["components"]["schemas"]):
        if at.endswith("/properties"):
            for name in wanted.keys() & node.keys():
                if f'"format": "{wanted[name]}"' not in json.dumps(node[name]):
                    yield f"{at}: {name}"


def http_methods(document: Document) -> Iterator[str]:
    yield from (f"{path}: {method}" for path, method, _ in operations(document) if method not in METHODS)


def problem_details(document: Document) -> Iterator[str]:
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400 and set(answer["content"]) != {"application/problem+json"}:
                yield f"{method} {path}: {status}"


def invalid_input(document: Document) -> Iterator[str]:
    for path, method, operation in operations(document):
        given = operation.get("requestBody") or [p for p in operation.get("parameters", []) if p["in"] == "query"]
        if "422" in operation["responses"] or (given and "400" not in operation["responses"]):
            yield f"{method} {path}"


def doc_openapi(document: Document) -> Iterator[str]:
    if not document["openapi"].startswith("3."):
        yield document["openapi"]


def doc_openapi_contact(document: Document) -> Iterator[str]:
    contact = document["info"].get("contact", {})
    yield from (f"info.contact.{name}" for name in ("name", "email", "url") if not contact.get(name))


def uri_version(document: Document) -> Iterator[str]:
    for server in document.get("servers") or [{"url": ""}]:
        if not re.search(r"/v\d+$", server["url"]):
            yield f"server {server['url']!r}"


def semver(document: Document) -> Iterator[str]:
    if not SEMVER.match(document["info"]["version"]):
        yield document["info"]["version"]


def version_header(document: Document) -> Iterator[str]:
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            if "API-Version" not in answer.get("headers", {}):
                yield f"{method} {path}: {status}"


RULES: dict[str, Callable[[Document], Iterator[str]]] = {
    "/core/no-trailing-slash": no_trailing_slash,
    "/core/path-segments-kebab-case": path_segments_kebab_case,
    "/core/query-keys-camel-case": query_keys_camel_case,
    "/core/properties-camel-case": properties_camel_case,
    "/core/date-time/format": date_time_format,
    "/core/http-methods": http_methods,
    "/core/error-handling/problem-details": problem_details,
    "/core/error-handling/invalid-input": invalid_input,
    "/core/doc-openapi": doc_openapi,
    "/core/doc-openapi-contact": doc_openapi_contact,
    "/core/uri-version": uri_version,
    "/core/semver": semver,
    "/core/version-header": version_header,
}


def broken(document: Document) -> set[str]:
    """The rules that a description breaks."""
    return {rule for rule, question in RULES.items() if list(question(document))}
