"""A world with something of every kind in it, and the addresses under which all that is found.

Made by the walkthrough and by one request for each collection that the walkthrough leaves empty;
then every list is read. So an operation that is added later is found without a further line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.conftest import SandboxAccount
from tests.contract.wire.clients import aim_at
from tests.contract.wire.operations import Json, find_operation, target
from tests.contract.wire.walkthrough import GUIDE, run, walk

SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
EVENT = "com.twilio.messaging.compliance.brand-registration.brand-failure"


@dataclass(slots=True)
class Population:
    """Paths of the objects of one account by host, their SIDs by prefix, and the forms with which
    they were made by the operation.
    """

    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sids: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[str, Json] = field(default_factory=dict)

    def bindings(self, host: str, template: str) -> list[dict[str, str]]:
        """Return what may stand in the braces of a path, each time of one object that is there."""
        stem = template[: template.rindex("}") + 1] if "}" in template else template
        pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/.]+)", re.escape(stem)))
        found = (pattern.match(path) for path in self.paths[host])
        bound = {tuple(sorted(match.groupdict().items())) for match in found if match}
        return [dict(pairs) for pairs in sorted(bound)]

    def hear(self, answer: requests.Response, *_: object, **__: object) -> None:
        """Remember the form of a request that succeeded: a `response` hook."""
        sent = answer.request
        aim = target(sent.url or "", {key.lower(): value for key, value in sent.headers.items()})
        operation = find_operation(sent.method or "", aim) if aim else None
        if operation and answer.ok and isinstance(sent.body, str):
            form = parse_qs(sent.body, keep_blank_values=True)
            kinds = operation.description.get("form", {})
            self.forms[operation.description["id"]] = {
                name: values if kinds.get(name, {}).get("type") == "array" else values[0]
                for name, values in form.items()
            }

    def note(self, host: str, thing: Json) -> None:
        """Remember one object."""
        address = thing.get("url") or thing.get("uri")
        if not isinstance(address, str):
            return
        path = urlsplit(address).path.removeprefix(f"/{host}")
        if path in self.paths[host]:
            return
        self.paths[host].append(path)
        sid = thing.get("sid")
        if isinstance(sid, str) and SID.fullmatch(sid):
            self.sids[sid[:2]].append(sid)


def populate(
    account: SandboxAccount, session: requests.Session, operations: Iterable[Json]
) -> Population:
    """Fill an account's world and return what is in it."""
    served = list(operations)
    found = Population()
    library = TwilioHttpClient(request_hooks={"response": found.hear}, timeout=20)
    client: Any = Client(account.sid, account.token, http_client=library)  # type: ignore[no-untyped-call]
    aim_at(client, account.sandbox.url)
    run(walk(client), account.advance)
    _add_the_rest(client)
    _add_what_needs_no_field(account, session, served)
    if library.session:
        library.session.close()
    collections = sorted(
        (each for each in served if any("list" in (a or {}) for a in each["answers"].values())),
        key=lambda each: each["path"].count("{"),
    )
    for entry in collections:
        for path in _collection_paths(found, entry, account.sid):
            url = f"{account.sandbox.url}/{entry['host']}{path}"
            answer = session.get(url, params={"PageSize": 50}, timeout=20)
            for thing in _listed(answer):
                found.note(entry["host"], thing)
    return found


def _collection_paths(found: Population, entry: Json, account_sid: str) -> Iterator[str]:
    path = entry["path"].replace("{AccountSid}", account_sid).replace("{CountryCode}", "US")
    if "{" not in path:
        yield path
    for binding in found.bindings(entry["host"], path) if "{" in path else ():
        yield path.format_map(binding)


def _listed(answer: requests.Response) -> list[Json]:
    if answer.status_code != 200:
        return []
    lists = [value for value in answer.json().values() if isinstance(value, list)]
    return [thing for each in lists for thing in each if isinstance(thing, dict)]


def _add_what_needs_no_field(
    account: SandboxAccount, session: requests.Session, served: Iterable[Json]
) -> None:
    """One of each kind that can be made without saying anything about it."""
    for entry in served:
        needed = any(kind.get("required") for kind in entry.get("form", {}).values())
        inside = set(entry.get("in_path", [])) <= {"AccountSid"}
        if entry["method"] == "POST" and inside and not needed and "201" in entry["answers"]:
            path = entry["path"].replace("{AccountSid}", account.sid)
            session.post(f"{account.sandbox.url}/{entry['host']}{path}", data={}, timeout=20)


def _add_the_rest(client: Any) -> None:
    """What the walkthrough leaves out: events, drafts that may be changed, a number on a draft."""
    sink = client.events.v1.sinks.create(
        description="one",
        sink_type="webhook",
        sink_configuration={"destination": "http://127.0.0.1:9/events", "method": "POST"},
    )
    client.events.v1.subscriptions.create(
        description="one", sink_sid=sink.sid, types=[{"type": EVENT}]
    )
    client.messaging.v1.services.create(friendly_name="empty")
    number = client.incoming_phone_numbers.list(limit=1)[0]
    number.update(address_sid=client.addresses.list(limit=1)[0].sid)
    user = client.trusthub.v1.end_users.create(
        friendly_name="one", type="authorized_representative_1", attributes={"first_name": "Jo"}
    )
    for name in ("customer_profiles", "trust_products"):
        bundles = getattr(client.trusthub.v1, name)
        policy = GUIDE["profile_policy" if name == "customer_profiles" else "trust_policy"]
        draft = bundles.create(friendly_name="draft", email=GUIDE["email"], policy_sid=policy)
        place = bundles(draft.sid)
        getattr(place, f"{name}_entity_assignments").create(object_sid=user.sid)
        getattr(place, f"{name}_evaluations").create(policy_sid=policy)
        getattr(place, f"{name}_channel_endpoint_assignment").create(
            channel_endpoint_type="phone-number", channel_endpoint_sid=number.sid
        )
