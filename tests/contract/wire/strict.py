"""The judge of every answer: does it look exactly as Twilio documents it?

`check` gets one request and its answer, raw, and gives back findings in plain words; an empty list
means that nothing is wrong. It knows nothing of the sandbox and can judge any server, also Twilio.
Shapes come from `specs.json` (derived from the published files) and from `spec_details.py`.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.contract.wire.formats import FORMATS
from tests.contract.wire.operations import Json, Operation, Target, find_operation, specs, target
from tests.contract.wire.paging import check_page
from tests.contract.wire.spec_details import OPEN_PARTS, VERSIONED

ERROR_PAGE = "https://www.twilio.com/docs/errors/"
ERROR_KEYS = {"code", "message", "more_info", "status"}
NOT_JSON = object()


def check(
    method: str,
    url: str,
    request_headers: Mapping[str, str],
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> list[str]:
    """Name everything in an answer that Twilio would not send.

    Requests that go to no Twilio product (the sandbox's own pages) have no findings.
    """
    sent = {key.lower(): value for key, value in request_headers.items()}
    aim = target(url, sent)
    if aim is None:
        return []
    received = {key.lower(): value for key, value in headers.items()}
    found = _check_answer(method, aim, sent, status, received, body)
    return [f"{method} {aim.host}{aim.path} {status}: {finding}" for finding in found]


def _check_answer(
    method: str,
    aim: Target,
    sent: Mapping[str, str],
    status: int,
    received: Mapping[str, str],
    body: bytes,
) -> Iterator[str]:
    operation = find_operation(method, aim)
    parsed = _parse(body)
    if status == 204:
        if body:
            yield "204 with a body"
    elif received.get("content-type", "").partition(";")[0] != "application/json":
        yield f"the content type is {received.get('content-type')!r}"
    if parsed is NOT_JSON:
        yield f"the body is not JSON: {body[:80]!r}"
    elif status >= 400:
        yield from _check_error(parsed, status)
    elif operation is None:
        yield "no such operation is documented, yet it was not refused"
    else:
        yield from _check_success(operation, aim, sent, status, parsed)


def _parse(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return NOT_JSON


def _check_error(body: Any, status: int) -> Iterator[str]:
    if not isinstance(body, dict) or not body.keys() >= ERROR_KEYS:
        yield f"not an error body of Twilio's: {body!r}"
        return
    for extra in sorted(body.keys() - ERROR_KEYS - {"details"}):
        yield f"error: {extra!r} is not documented"
    if type(body["code"]) is not int or body["code"] < 10000:
        yield f"error: the code is {body['code']!r}"
    if body["status"] != status:
        yield f"error: the body says status {body['status']!r}"
    if body["more_info"] != f"{ERROR_PAGE}{body['code']}":
        yield f"error: more_info is {body['more_info']!r}"
    if not isinstance(body["message"], str) or not body["message"].strip():
        yield f"error: the message is {body['message']!r}"


def _check_success(
    operation: Operation, aim: Target, sent: Mapping[str, str], status: int, body: Any
) -> Iterator[str]:
    answers = operation.description["answers"]
    if str(status) not in answers:
        yield f"documented are {', '.join(answers)}"
        return
    answer = answers[str(status)]
    if answer is None:
        return
    name = _schema_name(answer["schema"], sent)
    if not isinstance(body, dict):
        yield f"the body is no object: {body!r}"
    elif "list" in answer:
        page = list(check_page(body, answer["list"], answer["paging"], aim))
        yield from page
        items = body.get(answer["list"])
        for index, item in enumerate(items if isinstance(items, list) else ()):
            for finding in _check_resource(item, name, operation, aim, sent):
                yield f"[{index}] {finding}"
    else:
        yield from _check_resource(body, name, operation, aim, sent)


def _schema_name(name: str, sent: Mapping[str, str]) -> str:
    version = sent.get("x-twilio-api-version", "")
    return VERSIONED.get(name, {}).get(version, name)


@cache
def _validators(name: str) -> tuple[Draft202012Validator, Draft202012Validator]:
    open_parts = OPEN_PARTS.get(name, {})
    inside = {"properties": open_parts, "required": sorted(open_parts)}
    return (
        Draft202012Validator(specs()["schemas"][name], format_checker=FORMATS),
        Draft202012Validator(inside, format_checker=FORMATS),
    )


def schema_findings(body: Any, name: str, *, inside: bool = True) -> Iterator[str]:
    """Findings of the strict schema, and of what is known about its open parts."""
    strict, open_parts = _validators(name)
    for validator in (strict, open_parts) if inside else (strict,):
        for error in validator.iter_errors(body):
            yield f"{error.json_path}: {error.message[:200]}"


def _check_resource(
    body: Any, name: str, operation: Operation, aim: Target, sent: Mapping[str, str]
) -> Iterator[str]:
    yield from schema_findings(body, name)
    if isinstance(body, dict):
        yield from _check_parents(body, operation, sent)
        yield from _check_own_address(body, operation, aim)
        yield from _check_links(body, aim)


def _check_parents(body: Json, operation: Operation, sent: Mapping[str, str]) -> Iterator[str]:
    """The SIDs of the path, and the account that asked, come back in the body."""
    for name, value in operation.in_path.items():
        key = _snake(name)
        if key in body and key != "account_sid" and str(body[key]) != value:
            yield f"{key} is {body[key]!r}, asked for was {value}"
    account = operation.in_path.get("AccountSid", _user(sent))
    if account.startswith("AC") and body.get("account_sid", account) != account:
        yield f"account_sid is {body['account_sid']!r}, the caller is {account}"


def _check_own_address(body: Json, operation: Operation, aim: Target) -> Iterator[str]:
    key, origin = ("uri", "") if aim.host == "api.twilio.com" else ("url", aim.origin)
    address = body.get(key)
    if not isinstance(address, str):
        return
    here = origin + aim.path
    if operation.is_item:
        if address != here:
            yield f"{key} is {address}, the object is at {here}"
    elif "sid" not in body and address.startswith(f"{here}?"):
        return  # a record of usage is a query and no object
    elif _child(here, address) not in map(str, body.values()):
        yield f"{key} is {address}, which is no object of {here}"


def _child(collection: str, address: str) -> str:
    """The last part of an address below a collection; empty where it is not below it."""
    stem, suffix = (collection[:-5], ".json") if collection.endswith(".json") else (collection, "")
    inside = address.startswith(f"{stem}/") and address.endswith(suffix)
    return address.removeprefix(f"{stem}/").removesuffix(suffix) if inside else ""


def _check_links(body: Json, aim: Target) -> Iterator[str]:
    links = body.get("links")
    for name, link in (links if isinstance(links, dict) else {}).items():
        if not isinstance(link, str) or not link.startswith(f"{aim.origin}/"):
            yield f"links.{name} is {link!r}, the caller came by {aim.origin}"


def _user(sent: Mapping[str, str]) -> str:
    scheme, _, encoded = sent.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    return b64decode(encoded).decode().partition(":")[0]


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
