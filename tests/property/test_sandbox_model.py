"""Bundles, the clock and the apartness of worlds against a small model.

Random interleavings of everything that a client and a tester may do with bundles, over HTTP. The
model knows how they move and how long reviews take, and nothing of how the sandbox works; it
foretells the exact status at every moment. Brands and what follows have a model of their own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox.walkthrough import PROFILE_POLICY, TRUST_POLICY, Walk

BUNDLE_MOVES = {
    ("draft", "pending-review"),
    ("pending-review", "in-review"),
    ("in-review", "twilio-approved"),
    ("in-review", "twilio-rejected"),
    ("twilio-rejected", "pending-review"),
    ("twilio-rejected", "draft"),
}
TO_REVIEW, TO_VERDICT = 2.0, 10.0
OUTCOMES = ["approve", "reject", "hold"]


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


class Machine(RuleBasedStateMachine):
    """One world, its model, and a neighbour whom nothing may touch."""

    sandbox: ClassVar[SandboxProcess]
    session: ClassVar[requests.Session]
    neighbour: ClassVar[SandboxAccount]

    @initialize(random=st.randoms(use_true_random=True))
    def found(self, random: Random) -> None:
        self.random = random
        self.account = SandboxAccount(self.sandbox)
        self.account.control("POST", "/clock", mode="frozen")
        self.neighbours = self._all_of(self.neighbour)
        Walk(self.account).profile()
        self.time = self._clock()
        self.drafts: list[Bundle] = []
        self.made = 0

    @rule()
    def go_on(self) -> None:
        """Do one of the things that are possible, each as likely as the others."""
        some = bool(self.drafts)
        possible: list[tuple[Callable[[], None], bool]] = [
            (self.make_bundle, len(self.drafts) < 2),
            (self.set_status, some),
            (self.set_status, some),
            (self.set_status, some),
            (self.edit, some),
            (self.evaluate, some),
            (self.decide_bundle, some),
            (self.advance, some),
            (self.advance, some),
            (self.let_the_clock_run, some),
            (self.reset, some),
        ]
        self.random.choice([act for act, holds in possible if holds])()

    # What a client does

    def make_bundle(self) -> None:
        kind = self.random.choice(["customer_profile", "trust_product"])
        policy = PROFILE_POLICY if kind == "customer_profile" else TRUST_POLICY
        bundle = Bundle(kind, "")
        form = {"FriendlyName": "one", "Email": "a@isv.example", "PolicySid": policy}
        answer = self._ask("POST", "trusthub", bundle.path, form)
        assert answer["status"] == "draft"
        bundle.sid = answer["sid"]
        self.drafts.append(bundle)

    def set_status(self) -> None:
        status = self.random.choice(
            ["pending-review", "pending-review", "draft", "draft", "twilio-approved"]
        )
        bundle = self.random.choice(self.drafts)
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

    def edit(self) -> None:
        bundle = self.random.choice(self.drafts)
        self.made += 1
        name = f"name {self.made}"
        path = f"{bundle.path}/{bundle.sid}"
        answer = self._ask("POST", "trusthub", path, {"FriendlyName": name})
        if bundle.status in ("in-review", "twilio-approved"):
            assert answer["code"] == 20409
            assert self._ask("GET", "trusthub", path)["friendly_name"] != name
        else:
            assert answer["friendly_name"] == name

    def evaluate(self) -> None:
        bundle = self.random.choice(self.drafts)
        policy = PROFILE_POLICY if bundle.kind == "customer_profile" else TRUST_POLICY
        path = f"{bundle.path}/{bundle.sid}/Evaluations"
        answer = self._ask("POST", "trusthub", path, {"PolicySid": policy})
        assert answer["status"] == "noncompliant"

    # What a tester does

    def decide_bundle(self) -> None:
        outcome = self.random.choice(OUTCOMES)
        now = self.random.choice([True, False])
        bundle = self.random.choice(self.drafts)
        order = {"kind": bundle.kind, "outcome": outcome, "sid": bundle.sid, "now": now}
        self.account.control("POST", "/verdicts", **order)
        bundle.verdicts.append(outcome)
        if now:
            bundle.decide(self.time)

    def advance(self) -> None:
        seconds = self.random.choice([0.5, 1, 2, 3, 5, 10, 12, 20])
        self.account.advance(seconds)
        self.time += seconds
        assert self._clock() == pytest.approx(self.time, abs=0.001)
        for bundle in self.drafts:
            bundle.catch_up(self.time)

    def let_the_clock_run(self) -> None:
        mode = self.random.choice(["real", "offset", "accelerated"])
        speed = {"speed": 2} if mode == "accelerated" else {}
        self.account.control("POST", "/clock", mode=mode, **speed)
        self.account.control("POST", "/clock", mode="frozen")
        now = self._clock()
        assert self.time <= now < self.time + 5
        self.time = now
        for bundle in self.drafts:
            bundle.catch_up(self.time)

    def reset(self) -> None:
        if self.random.choice(["no"] * 11 + ["yes"]) == "no":
            return
        self._check_histories()
        self.account.control("POST", "/reset")
        self.drafts = []
        assert self._clock() == pytest.approx(self.time, abs=0.001)
        assert self.account.control("GET", "/schedule")["steps"] == []
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
        for entry in entries:
            ours = entry["kind"] in ("CustomerProfile", "TrustProduct")
            if ours and entry["event"] != "updated":
                key = entry["key"]
                status = "draft" if entry["event"] == "created" else entry["event"]
                before = statuses.get(key)
                assert before is None or (before, status) in BUNDLE_MOVES, f"{before} to {status}"
                statuses[key] = status

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
        examples = settings.default.max_examples // 5 if settings.default else 20
        run_state_machine_as_test(
            machine, settings=settings(max_examples=examples, stateful_step_count=60)
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
