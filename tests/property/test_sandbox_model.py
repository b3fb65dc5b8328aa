"""The sandbox against a small model of its own: lifecycles, clock, verdicts, counts, isolation.

Random interleavings of everything that a client and a tester may do, over HTTP. The model knows the
tables of the lifecycles and the times of the reviews, and nothing of how the sandbox works; of a
bundle it foretells the exact status at every moment.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.walkthrough import CAMPAIGN, PROFILE_POLICY, TRUST_POLICY, Walk

BUNDLE_MOVES = {
    ("draft", "pending-review"),
    ("pending-review", "in-review"),
    ("in-review", "twilio-approved"),
    ("in-review", "twilio-rejected"),
    ("twilio-rejected", "pending-review"),
    ("twilio-rejected", "draft"),
}
BRAND_MOVES = {
    ("PENDING", "PENDING"),
    ("PENDING", "APPROVED"),
    ("PENDING", "FAILED"),
    ("PENDING", "IN_REVIEW"),
    ("IN_REVIEW", "APPROVED"),
    ("IN_REVIEW", "FAILED"),
    ("APPROVED", "APPROVED"),
    ("FAILED", "PENDING"),
}
CAMPAIGN_MOVES = {
    ("PENDING", "IN_PROGRESS"),
    ("PENDING", "FAILED"),
    ("IN_PROGRESS", "VERIFIED"),
    ("IN_PROGRESS", "FAILED"),
    ("FAILED", "IN_PROGRESS"),
}
NUMBER_MOVES = {
    ("unregistered", "pending_registration"),
    ("pending_registration", "registered"),
    ("registered", "pending_deregistration"),
    ("pending_registration", "pending_deregistration"),
    ("pending_deregistration", "unregistered"),
}
TO_REVIEW, TO_VERDICT = 2.0, 10.0
MADE_FOR_BRANDS = ("resubmitted", "created")
OUTCOMES = st.sampled_from(["approve", "reject", "hold"])


@dataclass(slots=True)
class Bundle:
    """What the model knows of a bundle: its status, and when it will be something else."""

    kind: str
    sid: str
    status: str = "draft"
    due: float = math.inf
    verdicts: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/{'CustomerProfiles' if self.kind == 'customer_profile' else 'TrustProducts'}"

    def submit(self, now: float) -> None:
        self.status, self.due = "pending-review", now + TO_REVIEW

    def decide(self, now: float) -> None:
        """Go on at once until all verdicts are used up, or until there is nothing to decide."""
        while self.verdicts and self.status in ("pending-review", "in-review"):
            self.due = now
            self.catch_up(now)

    def catch_up(self, now: float) -> None:
        """Let everything happen that is due; an empty bundle is rejected unless it is decided."""
        while self.due <= now:
            if self.status == "pending-review":
                self.status, self.due = "in-review", self.due + TO_VERDICT
                continue
            outcome = self.verdicts.pop(0) if self.verdicts else "reject"
            self.due = math.inf
            if outcome != "hold":
                self.status = "twilio-approved" if outcome == "approve" else "twilio-rejected"


@dataclass(slots=True)
class Brand:
    sid: str
    updates: int = 0
    service: str = ""
    number: str = ""


class Machine(RuleBasedStateMachine):
    """One world, its model, and a neighbour whom nothing may touch."""

    sandbox: ClassVar[SandboxProcess]
    session: ClassVar[requests.Session]
    neighbour: ClassVar[SandboxAccount]

    @initialize()
    def found(self) -> None:
        self.account = SandboxAccount(self.sandbox)
        self.account.control("POST", "/clock", mode="frozen")
        self.neighbours = self._all_of(self.neighbour)
        walk = Walk(self.account)
        self.brands = [Brand(walk.approved())]
        self.profile, self.trust = walk.profile_sid, walk.trust_sid
        self.time = self._clock()
        self.drafts: list[Bundle] = []
        self.made = 0

    # What a client does

    @precondition(lambda self: len(self.drafts) < 4)
    @rule(kind=st.sampled_from(["customer_profile", "trust_product"]))
    def make_bundle(self, kind: str) -> None:
        policy = PROFILE_POLICY if kind == "customer_profile" else TRUST_POLICY
        bundle = Bundle(kind, "")
        form = {"FriendlyName": "one", "Email": "a@isv.example", "PolicySid": policy}
        answer = self._ask("POST", "trusthub", bundle.path, form)
        assert answer["status"] == "draft"
        bundle.sid = answer["sid"]
        self.drafts.append(bundle)

    @precondition(lambda self: self.drafts)
    @rule(data=st.data(), status=st.sampled_from(["pending-review", "draft", "twilio-approved"]))
    def set_status(self, data: st.DataObject, status: str) -> None:
        bundle = data.draw(st.sampled_from(self.drafts))
        answer = self._ask("POST", "trusthub", f"{bundle.path}/{bundle.sid}", {"Status": status})
        if status == "twilio-approved":
            assert answer["code"] == 22203
        elif status == bundle.status:
            assert answer["status"] == status
        elif (bundle.status, status) in BUNDLE_MOVES:
            assert answer["status"] == status
            bundle.status = status
            if status == "pending-review":
                bundle.submit(self.time)
        else:
            assert answer["code"] == 20409

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        bundle = data.draw(st.sampled_from(self.drafts))
        self.made += 1
        name = f"name {self.made}"
        path = f"{bundle.path}/{bundle.sid}"
        answer = self._ask("POST", "trusthub", path, {"FriendlyName": name})
        if bundle.status in ("in-review", "twilio-approved"):
            assert answer["code"] == 20409
            assert self._ask("GET", "trusthub", path)["friendly_name"] != name
        else:
            assert answer["friendly_name"] == name

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def evaluate(self, data: st.DataObject) -> None:
        bundle = data.draw(st.sampled_from(self.drafts))
        policy = PROFILE_POLICY if bundle.kind == "customer_profile" else TRUST_POLICY
        path = f"{bundle.path}/{bundle.sid}/Evaluations"
        answer = self._ask("POST", "trusthub", path, {"PolicySid": policy})
        assert answer["status"] == "noncompliant"

    @precondition(lambda self: self.profile and len(self.brands) < 3)
    @rule()
    def register_brand(self) -> None:
        form = {
            "CustomerProfileBundleSid": self.profile,
            "A2PProfileBundleSid": self.trust,
            "SkipAutomaticSecVet": "true",
        }
        answer = self._ask("POST", "messaging", "/a2p/BrandRegistrations", form)
        assert (answer["status"], answer["tcr_id"]) == ("PENDING", None)
        self.brands.append(Brand(answer["sid"]))
        assert self._brand(self.brands[-1])["status"] == "PENDING"

    @precondition(lambda self: self.brands)
    @rule(data=st.data())
    def update_brand(self, data: st.DataObject) -> None:
        brand = data.draw(st.sampled_from(self.brands))
        before = self._brand(brand)
        path = f"/a2p/BrandRegistrations/{brand.sid}"
        answer = self._ask("POST", "messaging", path)
        if before["status"] != "FAILED":
            assert answer["code"] == 21725
            assert self._brand(brand) == before
        elif brand.updates == 3:
            assert answer["code"] == 21724
            assert self._brand(brand) == before
        else:
            brand.updates += 1
            assert (answer["status"], answer["errors"]) == ("PENDING", [])
            assert self._brand(brand)["status"] == "PENDING"

    @precondition(lambda self: any(not brand.service for brand in self.brands))
    @rule(attach=st.booleans())
    def make_campaign(self, attach: bool) -> None:
        brand = next(each for each in self.brands if not each.service)
        status = self._brand(brand)["status"]
        service = self._ask("POST", "messaging", "/Services", {"FriendlyName": "one"})["sid"]
        path = f"/Services/{service}/Compliance/Usa2p"
        answer = self._ask("POST", "messaging", path, self._campaign_form(brand))
        if status != "APPROVED":
            assert answer["code"] == 21717
            assert self._ask("GET", "messaging", path)["compliance"] == []
            return
        assert answer["campaign_status"] == "PENDING"
        brand.service = service
        assert self._ask("POST", "messaging", path, self._campaign_form(brand))["code"] == 20409
        if attach:
            brand.number = Walk(self.account).number()
            form = {"PhoneNumberSid": brand.number}
            self._ask("POST", "messaging", f"/Services/{service}/PhoneNumbers", form)

    @precondition(lambda self: any(brand.service for brand in self.brands))
    @rule()
    def mend_campaign(self) -> None:
        brand = next(each for each in self.brands if each.service)
        path = f"/Services/{brand.service}/Compliance/Usa2p"
        campaign = self._ask("GET", "messaging", path)["compliance"][0]
        path = f"{path}/{campaign['sid']}"
        answer = self._ask("POST", "messaging", path, self._campaign_form(brand))
        if campaign["campaign_status"] == "FAILED":
            assert (answer["campaign_status"], answer["errors"]) == ("IN_PROGRESS", [])
        else:
            assert answer["code"] == 20409
            assert self._ask("GET", "messaging", path) == campaign

    # What a tester does

    @precondition(lambda self: self.drafts)
    @rule(data=st.data(), outcome=OUTCOMES, now=st.booleans())
    def decide_bundle(self, data: st.DataObject, outcome: str, now: bool) -> None:
        bundle = data.draw(st.sampled_from(self.drafts))
        order = {"kind": bundle.kind, "outcome": outcome, "sid": bundle.sid, "now": now}
        self.account.control("POST", "/verdicts", **order)
        bundle.verdicts.append(outcome)
        if now:
            bundle.decide(self.time)

    @precondition(lambda self: self.brands)
    @rule(data=st.data(), outcome=OUTCOMES, now=st.booleans())
    def decide_brand(self, data: st.DataObject, outcome: str, now: bool) -> None:
        brand = data.draw(st.sampled_from(self.brands))
        order = {"outcome": outcome, "codes": [30795] if outcome == "reject" else []}
        self.account.control("POST", "/verdicts", kind="brand", sid=brand.sid, now=now, **order)

    @precondition(lambda self: any(brand.service for brand in self.brands))
    @rule(outcome=OUTCOMES, now=st.booleans())
    def decide_campaign(self, outcome: str, now: bool) -> None:
        service = next(each.service for each in self.brands if each.service)
        order = {"outcome": outcome, "codes": [30896] if outcome == "reject" else []}
        self.account.control("POST", "/verdicts", kind="campaign", sid=service, now=now, **order)

    @rule(seconds=st.sampled_from([0.5, 1, 2, 3, 5, 10, 12, 20]))
    def advance(self, seconds: float) -> None:
        self.account.advance(seconds)
        self.time += seconds
        assert self._clock() == pytest.approx(self.time, abs=0.001)
        for bundle in self.drafts:
            bundle.catch_up(self.time)

    @rule(mode=st.sampled_from(["real", "offset", "accelerated"]))
    def let_the_clock_run(self, mode: str) -> None:
        speed = {"speed": 2} if mode == "accelerated" else {}
        self.account.control("POST", "/clock", mode=mode, **speed)
        self.account.control("POST", "/clock", mode="frozen")
        now = self._clock()
        assert self.time <= now < self.time + 5
        self.time = now
        for bundle in self.drafts:
            bundle.catch_up(self.time)

    @rule(sure=st.integers(0, 9))
    def reset(self, sure: int) -> None:
        if sure:
            return
        self._check_histories()
        self.account.control("POST", "/reset")
        self.drafts, self.brands, self.profile = [], [], ""
        assert self._clock() == pytest.approx(self.time, abs=0.001)
        assert self.account.control("GET", "/schedule")["steps"] == []
        assert self._ask("GET", "messaging", "/a2p/BrandRegistrations")["data"] == []
        left = self._ask("GET", "trusthub", "/CustomerProfiles")["results"]
        assert [each["status"] for each in left] == ["twilio-approved"]

    # What always holds

    @invariant()
    def every_bundle_is_where_the_model_says(self) -> None:
        for bundle in self.drafts:
            seen = self._ask("GET", "trusthub", f"{bundle.path}/{bundle.sid}")["status"]
            assert seen == bundle.status

    def teardown(self) -> None:
        if hasattr(self, "drafts"):
            self._check_histories()
            assert self._all_of(self.neighbour) == self.neighbours

    def _check_histories(self) -> None:
        """Every change was along the tables, and all of them happened in the order of time."""
        entries = self.account.control("GET", "/history")["history"]
        times = [entry["at"] for entry in entries]
        assert times == sorted(times)
        assert not times or times[-1] <= self.time + 0.001
        statuses: dict[str, str] = {}
        for key, moves, status in self._moves(entries):
            before = statuses.get(key)
            assert before is None or (before, status) in moves, f"{key}: {before} to {status}"
            statuses[key] = status
        for brand in self.brands:
            assert self._brand(brand)["status"] == statuses[brand.sid]

    def _moves(self, entries: list[dict[str, Any]]) -> Iterator[tuple[str, Any, str]]:
        for entry in entries:
            key, event, told = entry["key"], entry["event"], entry["data"]
            if entry["kind"] in ("CustomerProfile", "TrustProduct") and event != "updated":
                yield key, BUNDLE_MOVES, "draft" if event == "created" else event
            elif entry["kind"] == "BrandRegistration":
                if event in MADE_FOR_BRANDS:
                    yield key, BRAND_MOVES, "PENDING"
                elif "status" in told:
                    yield key, BRAND_MOVES, told["status"]
            elif entry["kind"] == "Usa2p":
                first = {"created": "PENDING", "update": "IN_PROGRESS"}.get(event)
                yield key, CAMPAIGN_MOVES, first or told["status"]
            elif entry["kind"] == "NumberRegistration":
                yield key, NUMBER_MOVES, event

    def _campaign_form(self, brand: Brand) -> dict[str, Any]:
        form = {
            "".join(word.capitalize() for word in name.split("_")): value
            for name, value in CAMPAIGN.items()
        }
        booleans = {name: "true" if form[name] else "false" for name in form if name[:3] == "Has"}
        more = {"AgeGated": "false", "DirectLending": "false", "BrandRegistrationSid": brand.sid}
        return {**form, **booleans, **more}

    def _brand(self, brand: Brand) -> Any:
        return self._ask("GET", "messaging", f"/a2p/BrandRegistrations/{brand.sid}")

    def _ask(self, method: str, product: str, path: str, form: Any = None) -> Any:
        pair = (self.account.sid, self.account.token)
        url = f"{self.sandbox.url}/{product}.twilio.com/v1{path}"
        answer = self.session.request(method, url, data=form, auth=pair, timeout=20)
        assert answer.status_code < 500
        return answer.json()

    def _clock(self) -> float:
        now: float = self.account.control("GET", "/clock")["now"]
        return now

    def _all_of(self, account: SandboxAccount) -> Any:
        parts = ("/clock", "/resources", "/history", "/schedule")
        return [account.control("GET", part) for part in parts]


def test_a_world_behaves_like_its_model(sandbox_server: SandboxProcess) -> None:
    neighbour = SandboxAccount(sandbox_server)
    neighbour.control("POST", "/clock", mode="frozen")
    Walk(neighbour).brand()
    with requests.Session() as session:
        known = {"sandbox": sandbox_server, "neighbour": neighbour, "session": session}
        machine = type("KnownMachine", (Machine,), known)
        examples = settings.default.max_examples * 2 // 5 if settings.default else 40
        run_state_machine_as_test(
            machine, settings=settings(max_examples=examples, stateful_step_count=25)
        )


@given(first=st.integers(0, 20), second=st.integers(0, 20), seed=st.integers(0, 1000))
@settings(max_examples=10)
def test_to_advance_in_two_steps_is_to_advance_in_one(
    sandbox_server: SandboxProcess, first: int, second: int, seed: int
) -> None:
    account = SandboxAccount(sandbox_server)
    account.control("POST", "/clock", mode="frozen")
    histories = []
    for steps in ([first, second], [first + second]):
        account.control("POST", "/reset", seed=f"seed {seed}")
        start = account.control("GET", "/clock")["now"]
        Walk(account).brand(skip_automatic_sec_vet=True)
        for seconds in steps:
            account.advance(seconds)
        history = account.control("GET", "/history")["history"]
        histories.append([(e["kind"], e["event"], round(e["at"] - start, 3)) for e in history])
    assert histories[0] == histories[1]
