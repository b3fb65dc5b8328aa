"""The derived specs as one OpenAPI document, for tools that want such a document.

Stricter than what is published: every key is required and no other allowed, refusals have Twilio's
error body, and each product stands under its prefix, so that one server has all paths. What is in
scope is told by the caller; nothing of the sandbox is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.contract.wire.operations import Json, specs
from tests.contract.wire.paging import FLAT_KEYS, META_KEYS
from tests.contract.wire.spec_details import OPEN_PARTS, UNPAGED, VERSIONED

FORM = "application/x-www-form-urlencoded"
REFUSALS = ("400", "401", "403", "404", "405", "409", "413", "422", "429")
SID = "^[A-Z]{2}[0-9a-f]{32}$"
JSON_TEXT = "json-object"
HEADERS = {"Twilio-Request-Id": {"required": True, "schema": {"pattern": "^RQ[0-9a-f]{32}$"}}}

# Fields that are published as mere texts, though few texts are taken: what opens the door.
TAKEN = {
    ("CreateEndUser", "Type"): [
        "customer_profile_business_information",
        "authorized_representative_1",
    ],
    ("CreateSupportingDocument", "Type"): ["customer_profile_address"],
    ("CreateUsAppToPerson", "UsAppToPersonUsecase"): ["MIXED", "ACCOUNT_NOTIFICATION"],
    ("CreateAddress", "IsoCountry"): ["US", "GB"],
}


def document(operations: Iterable[Json]) -> Json:
    """One document of some operations of the derived specs."""
    paths: dict[str, Json] = {}
    for entry in operations:
        methods = paths.setdefault(f"/{entry['host']}{entry['path']}", {})
        methods[entry["method"].lower()] = _operation(entry)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Twilio, strictly", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {**dict(_schemas()), "twilio.error": _error()},
            "securitySchemes": {"account": {"type": "http", "scheme": "basic"}},
        },
        "security": [{"account": []}],
    }


def _operation(entry: Json) -> Json:
    described: Json = {
        "operationId": entry["id"],
        "parameters": [*_path_parameters(entry), *_query_parameters(entry)],
        "responses": {
            **{code: _refusal() for code in REFUSALS},
            **{code: _response(answer) for code, answer in entry["answers"].items()},
        },
    }
    if entry.get("form"):
        described["requestBody"] = {"required": True, "content": {FORM: {"schema": _form(entry)}}}
    return described


def _path_parameters(entry: Json) -> Iterator[Json]:
    for name in entry.get("in_path", []):
        pattern = (
            {"pattern": "^[A-Z]{2}[0-9a-f]{32}$"} if name.endswith("Sid") else {"minLength": 1}
        )
        schema = {"type": "string", **pattern}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(entry: Json) -> Iterator[Json]:
    kinds: dict[str, Json] = {
        "Page": {"type": "integer", "minimum": 0, "maximum": 20},
        "PageSize": {"type": "integer", "minimum": 1, "maximum": 1000},
    }
    for name in entry.get("query", []):
        yield {"name": name, "in": "query", "schema": kinds.get(name, {"type": "string"})}


def _form(entry: Json) -> Json:
    fields = entry["form"]
    return {
        "type": "object",
        "properties": {name: _field(entry["id"], name, kind) for name, kind in fields.items()},
        "required": sorted(name for name, kind in fields.items() if kind.get("required")),
        "additionalProperties": False,
    }


def _field(operation: str, name: str, kind: Json) -> Json:
    schema = {key: value for key, value in kind.items() if key != "required"}
    taken = TAKEN.get((operation, name))
    if taken:
        return {"enum": taken}
    if schema.get("type") == "array":
        return {"items": {"type": "string", "format": JSON_TEXT}, **schema}
    return schema if "type" in schema else {"type": "string", "format": JSON_TEXT}


def _refusal() -> Json:
    return _answer({"$ref": "#/components/schemas/twilio.error"})


def _response(answer: Json | None) -> Json:
    if answer is None:
        return {"description": "done", "headers": HEADERS}
    schema = _versioned(answer["schema"])
    return _answer(_page(answer["list"], answer["paging"], schema) if "list" in answer else schema)


def _answer(schema: Json) -> Json:
    content = {"application/json": {"schema": schema}}
    return {"description": "an answer", "headers": HEADERS, "content": content}


def _versioned(name: str) -> Json:
    names = [name, *VERSIONED.get(name, {}).values()]
    return {"anyOf": [{"$ref": f"#/components/schemas/{each}"} for each in names]}


def _page(key: str, paging: str, item: Json) -> Json:
    items = {key: {"type": "array", "items": item}}
    if key in UNPAGED:
        return _closed({**items, "uri": {"type": "string"}})
    if paging == "meta":
        return _closed({**items, "meta": _closed({name: {} for name in META_KEYS})})
    return _closed({**items, **{name: {} for name in FLAT_KEYS}})


def _closed(properties: dict[str, Any]) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _schemas() -> Iterator[tuple[str, Json]]:
    for name, schema in specs()["schemas"].items():
        inside = OPEN_PARTS.get(name, {})
        known = {"properties": inside, "required": sorted(inside)}
        yield name, {"allOf": [schema, known]} if inside else schema


def _error() -> Json:
    known = {
        "code": {"type": "integer", "minimum": 10000},
        "message": {"type": "string", "minLength": 1},
        "more_info": {"type": "string", "pattern": r"^https://www\.twilio\.com/docs/errors/\d+$"},
        "status": {"type": "integer", "minimum": 400, "maximum": 499},
    }
    details = {"details": {"type": "object"}}
    return {**_closed(known), "properties": {**known, **details}}
