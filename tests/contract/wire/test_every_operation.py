"""Every documented operation that is served is there, also for unknown objects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.wire.operations import SERVED, Json
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.test_required_parameters import some_value

PREFIXES = {
    "BrandSid": "BN",
    "BrandRegistrationSid": "BN",
    "BrandVettingSid": "VT",
    "CustomerProfileSid": "BU",
    "TrustProductSid": "BU",
    "ServiceSid": "MG",
    "MessagingServiceSid": "MG",
    "SubscriptionSid": "DF",
}
NAMES = {"Type": "com.twilio.of.nothing", "Id": "Of.Nothing", "SchemaVersion": "1"}
NOT_FOUND = (20404, 21701, 91001, 91102, 91202)
ITEM_PREFIXES = {
    "Addresses": "AD",
    "BrandRegistrations": "BN",
    "ChannelEndpointAssignments": "RA",
    "CustomerProfiles": "BU",
    "EndUsers": "IT",
    "EntityAssignments": "BV",
    "Evaluations": "EL",
    "IncomingPhoneNumbers": "PN",
    "PhoneNumbers": "PN",
    "Policies": "RN",
    "Services": "MG",
    "Sinks": "DG",
    "Subscriptions": "DF",
    "SupportingDocuments": "RD",
    "TrustProducts": "BU",
    "Usa2p": "QE",
}


def named(entries: Iterator[Json]) -> list[object]:
    return [pytest.param(entry, id=entry["id"]) for entry in entries]


@pytest.fixture
def session(account: SandboxAccount, recorder: Recorder) -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.auth = (account.sid, account.token)
        made.hooks["response"].append(recorder.requests_hook)
        yield made


def unknown_object(path: str, account: SandboxAccount) -> str:
    """The path with SIDs of the right kind that nothing has."""
    path = path.replace("{AccountSid}", account.sid).replace("{CountryCode}", "US")
    for name, prefix in PREFIXES.items():
        path = path.replace(f"{{{name}}}", prefix + "0" * 32)
    for name, value in NAMES.items():
        path = path.replace(f"{{{name}}}", value)
    kind = path.partition("/{Sid}")[0].rpartition("/")[2]
    return path.replace("{Sid}", ITEM_PREFIXES.get(kind, "") + "0" * 32)


@pytest.mark.parametrize(
    "operation",
    named(
        entry
        for entry in SERVED
        if entry["method"] == "GET"
        and set(entry.get("in_path", [])) <= {"AccountSid", "CountryCode"}
    ),
)
def test_every_list_answers(
    session: requests.Session,
    sandbox_server: SandboxProcess,
    account: SandboxAccount,
    operation: Json,
) -> None:
    path = unknown_object(operation["path"], account)
    answer = session.get(f"{sandbox_server.url}/{operation['host']}{path}", timeout=20)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "operation",
    named(
        entry for entry in SERVED if set(entry.get("in_path", [])) - {"AccountSid", "CountryCode"}
    ),
)
def test_every_operation_on_an_unknown_object_is_404(
    session: requests.Session,
    sandbox_server: SandboxProcess,
    account: SandboxAccount,
    operation: Json,
) -> None:
    form = {
        name: some_value(kind)
        for name, kind in operation.get("form", {}).items()
        if kind.get("required")
    }
    path = unknown_object(operation["path"], account)
    url = f"{sandbox_server.url}/{operation['host']}{path}"
    answer = session.request(operation["method"], url, data=form or None, timeout=20)
    assert answer.status_code == 404
    assert answer.json()["code"] in NOT_FOUND
