"""Schemathesis over every operation that is served: whatever is sent, the answer is documented.

The document that it works from is stricter than the published one. Generated SIDs are mostly
replaced by those of things that exist, so that a good share of the requests gets past a 404. The
seed is fixed and nothing is on a list of known findings.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.wire.operations import Json
from tests.contract.wire.overlay import JSON_TEXT, document
from tests.contract.wire.populated import SID, Population, populate
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.relay import relay
from tests.contract.wire.served import served_by, undocumented

Case: TypeAlias = schemathesis.Case[Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
    ignored_auth,
]
EXAMPLES = 1
schemathesis.openapi.format(
    JSON_TEXT, st.sampled_from(["{}", '{"first_name": "Jo"}', "[]", "{", '{"a": {"b": [1, null]}}'])
)
CONFIG = schemathesis.Config.from_dict(
    {
        "seed": 20100401,
        "generation": {"max-examples": EXAMPLES, "database": "none", "no-shrink": True},
        "phases": {"coverage": {"unexpected-methods": ["PUT", "PATCH"]}},
    }
)
GENTLE = settings(suppress_health_check=list(HealthCheck), deadline=None)


@dataclass(slots=True)
class World:
    """A populated account, and the session that speaks for it."""

    sandbox: SandboxProcess
    recorder: Recorder
    session: requests.Session
    served: list[Json]
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    found: Population = field(default_factory=Population)
    operation: str = ""

    def populate(self) -> None:
        """Move on to a new account, with something of every kind in it."""
        account = SandboxAccount(self.sandbox)
        account.control("POST", "/clock", mode="frozen")
        self.session.auth = (account.sid, account.token)
        self.session.hooks["response"] = []
        self.found = populate(account, self.session, self.served)
        self.session.hooks["response"] = [self.recorder.requests_hook]

    def call(self, case: Case) -> None:
        """Send a case, aimed at something that exists, and have the answer judged."""
        label = f"{case.operation.method.upper()} {case.operation.path}"
        number = sum(self.statuses[label].values())
        aim(case, self.found, number)
        answer = case.call(base_url=self.sandbox.url, session=self.session, timeout=20)
        self.statuses[label][answer.status_code] += 1
        kwargs = {"auth": self.session.auth, "timeout": 20}
        case.validate_response(answer, checks=CHECKS, transport_kwargs=kwargs)

    def share(self, status: int) -> float:
        """How many of all requests were answered with a status of 200 to 299, or with another."""
        counted = sum(self.statuses.values(), Counter[int]())
        meant = range(200, 300) if status == 200 else (status,)
        return sum(counted[each] for each in meant) / counted.total()

    def report(self) -> str:
        """By operation, how often each status was the answer."""
        return "\n".join(
            f"{label}: {dict(sorted(counted.items()))}" for label, counted in self.statuses.items()
        )


def aim(case: Case, found: Population, number: int) -> None:
    """Lead most cases to things that exist, and give half of the forms one odd field only."""
    if number % 4 == 3:
        return
    _, host, path = case.operation.path.split("/", 2)
    bindings = found.bindings(host, f"/{path}")
    if bindings and case.path_parameters:
        case.path_parameters |= bindings[number % len(bindings)]
    if isinstance(case.body, dict):
        case.body = {name: known(found, value, number) for name, value in case.body.items()}
        good = found.forms.get(case.operation.definition.raw["operationId"], {})
        odd = list(case.body)
        if good and number % 2 == 0:
            one = odd[number // 2 % len(odd)] if odd else ""
            case.body = good | ({one: case.body[one]} if odd else {})


def known(found: Population, value: Any, number: int) -> Any:
    """The SID of something that exists in place of one that was made up; all else as it is."""
    if not isinstance(value, str) or not SID.fullmatch(value) or value.startswith("AC"):
        return value  # a number that moves to another account is told of from there
    sids = found.sids.get(value[:2]) or [value]
    return sids[number % len(sids)]


@pytest.fixture
def served(sandbox_server: SandboxProcess) -> list[Json]:
    return served_by(sandbox_server)


@pytest.fixture
def world(
    sandbox_server: SandboxProcess, recorder: Recorder, served: list[Json]
) -> Iterator[World]:
    with requests.Session() as session:
        yield World(sandbox_server, recorder, session, served)


def hold(world: World, operations: list[Json], subtests: pytest.Subtests, *, anew: bool) -> None:
    """Let schemathesis test some operations; each in a new account where `anew` is true."""
    schema = schemathesis.openapi.from_dict(document(operations), config=CONFIG)
    for result in schema.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]
        if anew or not world.found.paths:
            world.populate()
        with subtests.test(operation.label):
            build_operation_test(
                config=schema.config,
                operation=operation,
                test_func=lambda case: world.call(case),
                given_kwargs={},
                feedback=NO_FEEDBACK,
                explicit_settings=GENTLE,
            )()


def test_everything_that_is_served_is_documented(sandbox_server: SandboxProcess) -> None:
    assert undocumented(sandbox_server) == {"GET events-schemas /{id}/{version}"}  # plain schemas


@pytest.mark.timeout(300)
def test_every_answer_is_documented(
    world: World, served: list[Json], subtests: pytest.Subtests
) -> None:
    hold(world, [each for each in served if each["method"] != "DELETE"], subtests, anew=False)
    assert len(world.statuses) == sum(each["method"] != "DELETE" for each in served)
    assert world.share(200) > 0.25, world.report()
    assert world.share(404) < 0.35, world.report()


@pytest.mark.timeout(300)
def test_every_answer_to_a_delete_is_documented(
    world: World, served: list[Json], subtests: pytest.Subtests
) -> None:
    hold(world, [each for each in served if each["method"] == "DELETE"], subtests, anew=True)
    assert len(world.statuses) == sum(each["method"] == "DELETE" for each in served)


def without_a_key(answer: dict[str, Any]) -> None:
    answer["results"][0].pop("valid_until")


def with_a_key_more(answer: dict[str, Any]) -> None:
    answer["results"][0]["nickname"] = None


def with_another_kind_of_date(answer: dict[str, Any]) -> None:
    answer["results"][0]["date_created"] = "Mon, 02 Mar 2026 09:15:00 +0000"


def with_a_key_of_meta_less(answer: dict[str, Any]) -> None:
    answer["meta"].pop("previous_page_url")


@pytest.mark.parametrize(
    "mutation",
    [without_a_key, with_a_key_more, with_another_kind_of_date, with_a_key_of_meta_less],
)
def test_a_mutation_of_an_answer_is_found(
    world: World, served: list[Json], mutation: Callable[[dict[str, Any]], None]
) -> None:
    def mutate(content: bytes) -> bytes:
        answer = json.loads(content)
        mutation(answer)
        return json.dumps(answer).encode()

    world.populate()
    world.session.hooks["response"] = []
    listed = [each for each in served if each["id"] == "ListCustomerProfile"]
    schema = schemathesis.openapi.from_dict(document(listed), config=CONFIG)
    case = schema["/trusthub.twilio.com/v1/CustomerProfiles"]["GET"].Case()
    with relay(world.sandbox.url, Recorder(), mutate) as url:
        answer = case.call(base_url=url, session=world.session, timeout=20)
    with pytest.raises(FailureGroup, match="violates schema"):
        case.validate_response(answer, checks=CHECKS)
    truth = case.call(base_url=world.sandbox.url, session=world.session, timeout=20)
    case.validate_response(truth, checks=[response_schema_conformance])
