"""The judge itself: it accepts what Twilio publishes, and finds what a mutation broke."""

from __future__ import annotations

import copy
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.contract.wire.operations import Json, published_examples, specs
from tests.contract.wire.spec_details import VERSIONED
from tests.contract.wire.strict import check, schema_findings

ACCOUNT = "AC" + "1" * 32
PROFILE = "BU" + "2" * 32
ORIGIN = "http://127.0.0.1:4010/trusthub.twilio.com"
SENT = {"Authorization": "Basic " + b64encode(f"{ACCOUNT}:secret".encode()).decode()}
JSON_TYPE = {"Content-Type": "application/json; charset=utf-8"}

# Published examples that break the schema beside them.
FAULTY_EXAMPLES = {
    ("/v1/a2p/BrandRegistrations/{BrandSid}/Vettings", "$.brand_vetting_sid"),
    ("/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}", "$.phone_number"),
    (
        "/2010-04-01/Accounts/{AccountSid}/Addresses/{AddressSid}/DependentPhoneNumbers.json",
        "$.trunk_sid",
    ),
}


def profile() -> Json:
    url = f"{ORIGIN}/v1/CustomerProfiles/{PROFILE}"
    return {
        "sid": PROFILE,
        "account_sid": ACCOUNT,
        "policy_sid": "RNdfbf3fae0e1107f8aded0e7cead80bf5",
        "friendly_name": "Acme LLC",
        "status": "draft",
        "valid_until": None,
        "email": "compliance@isv.example",
        "status_callback": None,
        "date_created": "2026-03-02T09:15:00Z",
        "date_updated": "2026-03-02T09:15:00Z",
        "url": url,
        "links": {
            "customer_profiles_entity_assignments": f"{url}/EntityAssignments",
            "customer_profiles_evaluations": f"{url}/Evaluations",
            "customer_profiles_channel_endpoint_assignment": f"{url}/ChannelEndpointAssignments",
        },
        "errors": None,
    }


def page(number: int = 0, following: bool = False) -> Json:
    at = f"{ORIGIN}/v1/CustomerProfiles?Status=draft&PageSize=1&Page="
    return {
        "results": [profile()],
        "meta": {
            "page": number,
            "page_size": 1,
            "first_page_url": f"{at}0",
            "previous_page_url": None,
            "url": f"{at}{number}",
            "next_page_url": f"{at}1&PageToken=PABU" if following else None,
            "key": "results",
        },
    }


def judge(body: Any, path: str, status: int = 200, method: str = "GET") -> list[str]:
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    return check(method, ORIGIN + path, SENT, status, JSON_TYPE, encoded)


def judge_fetch(body: Any) -> list[str]:
    return judge(body, f"/v1/CustomerProfiles/{PROFILE}")


def judge_list(body: Any) -> list[str]:
    return judge(body, "/v1/CustomerProfiles?Status=draft&PageSize=1")


def resources(example: Json) -> Iterator[tuple[str, Json]]:
    """The resources inside one published example, with the name of their schema."""
    described = next(
        entry
        for entry in specs()["operations"]
        if all(entry[key] == example[key] for key in ("host", "method", "path"))
    )
    answer = described["answers"][str(example["status"])]
    items = example["body"][answer["list"]] if "list" in answer else [example["body"]]
    for item in items:
        later = VERSIONED.get(answer["schema"], {}).get("v1.2")
        name = later if later and "privacy_policy_url" in item else answer["schema"]
        yield name, item


ALL_RESOURCES = [
    (example["path"], name, item)
    for example in published_examples()
    for name, item in resources(example)
]


def test_published_examples_pass_the_strict_schemas() -> None:
    broken = {
        (path, finding.partition(":")[0])
        for path, name, item in ALL_RESOURCES
        for finding in schema_findings(item, name, inside=False)
    }
    assert broken == FAULTY_EXAMPLES


def test_a_key_that_is_dropped_from_any_published_example_is_found() -> None:
    for path, name, item in ALL_RESOURCES:
        for key in item:
            rest = {other: value for other, value in item.items() if other != key}
            found = list(schema_findings(rest, name, inside=False))
            assert any(f"'{key}' is a required" in finding for finding in found), (path, key)


def test_a_key_that_is_added_to_any_published_example_is_found() -> None:
    for path, name, item in ALL_RESOURCES:
        found = list(schema_findings({**item, "surplus": 1}, name, inside=False))
        assert any("surplus" in finding for finding in found), path


def test_a_date_with_fractions_is_found_in_every_published_example() -> None:
    for path, name, item in ALL_RESOURCES:
        if item.get("date_created"):
            late = {**item, "date_created": "2026-03-02T09:15:00.123Z"}
            found = list(schema_findings(late, name, inside=False))
            assert any("date_created" in finding for finding in found), path


def test_a_good_fetch_has_no_findings() -> None:
    assert judge_fetch(profile()) == []


def test_a_good_page_has_no_findings() -> None:
    assert judge_list(page(following=True)) == []


def test_a_create_answers_201() -> None:
    assert judge(profile(), "/v1/CustomerProfiles", 201, "POST") == []
    assert judge(profile(), "/v1/CustomerProfiles", 200, "POST") != []


MUTATIONS: dict[str, Callable[[Json], Any]] = {
    "dropped key": lambda body: body.pop("valid_until"),
    "added key": lambda body: body.update(country="US"),
    "date without zone": lambda body: body.update(date_updated="2026-03-02T09:15:00"),
    "impossible date": lambda body: body.update(date_updated="2026-02-30T09:15:00Z"),
    "rfc date in v1": lambda body: body.update(date_created="Mon, 02 Mar 2026 09:15:04 +0000"),
    "unknown status": lambda body: body.update(status="pending_review"),
    "null sid": lambda body: body.update(sid=None),
    "sid of another kind": lambda body: body.update(sid="IT" + "2" * 32),
    "another object": lambda body: body.update(sid="BU" + "3" * 32),
    "another account": lambda body: body.update(account_sid="AC" + "9" * 32),
    "callback that is no address": lambda body: body.update(status_callback=""),
    "error without code": lambda body: body.update(errors=[{"message": "no"}]),
    "address at Twilio": lambda body: body.update(
        url=f"https://trusthub.twilio.com/v1/CustomerProfiles/{PROFILE}"
    ),
    "link at Twilio": lambda body: body["links"].update(
        customer_profiles_evaluations="https://trusthub.twilio.com/v1/x"
    ),
    "link missing": lambda body: body["links"].popitem(),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutated_fetch_is_found(name: str) -> None:
    body = profile()
    MUTATIONS[name](body)
    assert judge_fetch(body) != []


PAGE_MUTATIONS: dict[str, Callable[[Json], Any]] = {
    "no meta": lambda body: body.pop("meta"),
    "undocumented total": lambda body: body.update(total=1),
    "wrong key": lambda body: body["meta"].update(key="data"),
    "meta key dropped": lambda body: body["meta"].pop("url"),
    "too many items": lambda body: body["results"].append(profile()),
    "bad item": lambda body: body["results"][0].pop("email"),
    "other size than asked": lambda body: body["meta"].update(page_size=50),
    "page before the first": lambda body: body["meta"].update(
        previous_page_url=body["meta"]["url"]
    ),
    "filter forgotten": lambda body: body["meta"].update(
        next_page_url=f"{ORIGIN}/v1/CustomerProfiles?PageSize=1&Page=1"
    ),
    "next page at Twilio": lambda body: body["meta"].update(
        next_page_url=body["meta"]["url"].replace(ORIGIN, "https://trusthub.twilio.com")
    ),
}


@pytest.mark.parametrize("name", PAGE_MUTATIONS)
def test_a_mutated_page_is_found(name: str) -> None:
    body = page(following=True)
    PAGE_MUTATIONS[name](body)
    assert judge_list(body) != []


REFUSAL = {
    "code": 20404,
    "message": f"The requested resource /v1/CustomerProfiles/{PROFILE} was not found",
    "more_info": "https://www.twilio.com/docs/errors/20404",
    "status": 404,
}


def test_an_error_body_of_twilios_has_no_findings() -> None:
    assert judge(REFUSAL, f"/v1/CustomerProfiles/{PROFILE}", 404) == []


@pytest.mark.parametrize(
    "change",
    [
        {"more_info": "https://www.twilio.com/docs/errors/20405"},
        {"status": 400},
        {"code": "20404"},
        {"message": ""},
        {"title": "Not found"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_mutated_error_body_is_found(change: Json) -> None:
    assert judge({**REFUSAL, **change}, f"/v1/CustomerProfiles/{PROFILE}", 404) != []


def test_a_problem_document_is_no_error_body_of_twilios() -> None:
    problem = {"type": "about:blank", "title": "Not found", "status": 404}
    assert judge(problem, f"/v1/CustomerProfiles/{PROFILE}", 404) != []


def test_a_deletion_has_no_body() -> None:
    path = f"/v1/CustomerProfiles/{PROFILE}"
    assert judge(b"", path, 204, "DELETE") == []
    assert judge({}, path, 204, "DELETE") != []


def test_an_undocumented_operation_must_be_refused() -> None:
    assert judge({}, f"/v1/CustomerProfiles/{PROFILE}/Surprises") != []


def test_the_sandboxs_own_pages_are_not_judged() -> None:
    assert check("GET", "http://127.0.0.1:4010/control/clock", {}, 200, {}, b"now") == []


def test_the_version_header_chooses_the_schema_of_a_campaign() -> None:
    example = next(
        copy.deepcopy(item) for _, name, item in ALL_RESOURCES if name.endswith("person_v2")
    )
    base = "https://messaging.twilio.com"
    where = f"{base}/v1/Services/{example['messaging_service_sid']}/Compliance/Usa2p"
    url = f"{where}/{example['sid']}"
    example["url"] = url
    body = json.dumps(example).encode()
    assert check("GET", url, {"X-Twilio-Api-Version": "v1.2"}, 200, JSON_TYPE, body) == []
    found = check("GET", url, {}, 200, JSON_TYPE, body)
    assert any("privacy_policy_url" in finding for finding in found)
