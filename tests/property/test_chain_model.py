"""Brands, campaigns and numbers against a model of them, at every moment.

Random interleavings of what clients, Twilio's people, owners and contacts may do, over HTTP, with
days between them. After each the sandbox must show what the model foretells: statuses, identities,
error codes, the states of numbers and of mails, which only control shows.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, ClassVar

import pytest
import requests
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.sandbox import sole_proprietor
from tests.contract.sandbox.walkthrough import CAMPAIGN, Walk
from tests.property.chain_model import (
    DAY,
    GONE,
    OPEN_MAIL,
    Brand,
    Campaign,
    Kind,
    Number,
    Outcome,
    Time,
    decide,
)

PUBLIC = {"company_type": "public", "stock_exchange": "NYSE", "stock_ticker": "ACME"}
MAIL = {**PUBLIC, "brand_contact_email": "ann@acme-heating.example"}
QE = "QE2c6890da8086d771620e9b13fadeba0b"
OPTIONS: dict[Kind, dict[str, str]] = {
    "low-volume": {"SkipAutomaticSecVet": "true"},
    "vetted": {},
    "public": {"SkipAutomaticSecVet": "true"},
    "sole-proprietor": {"BrandType": "SOLE_PROPRIETOR"},
    "mock": {"Mock": "true"},
}
OUTCOMES: list[Outcome] = ["approve", "reject", "hold"]
MAILLESS: tuple[Kind, ...] = ("vetted", "low-volume", "mock")
MAIL_ACTS = ["open-mail", "click-link", "complete", "refuse-address", "time-out"]


class Prepared:
    """A world in which the bundles of every kind of brand are approved, and numbers are there."""

    def __init__(self, account: SandboxAccount) -> None:
        self.account = account
        account.control("POST", "/clock", mode="frozen")
        walk = Walk(account)
        profile = walk.profile()
        private, public = walk.trust(profile), walk.trust(profile, MAIL)
        sole_proprietor.bundles(walk)
        sole = (walk.profile_sid, walk.trust_sid)
        account.advance(60)
        self.bundles: dict[Kind, tuple[str, str]] = {
            "low-volume": (profile, private),
            "vetted": (profile, private),
            "mock": (profile, private),
            "public": (profile, public),
            "sole-proprietor": sole,
        }
        self.numbers = [walk.number() for _ in range(2)]
        account.control("POST", "/snapshots", name="prepared")


class Machine(RuleBasedStateMachine):
    """One world, restored for every run, and its model."""

    prepared: ClassVar[Prepared]
    session: ClassVar[requests.Session]

    @initialize(random=st.randoms(use_true_random=True))
    def found(self, random: Random) -> None:
        self.random = random
        self.account = self.prepared.account
        self.account.control("POST", "/restore", name="prepared")
        self.time = Time(self.account.control("GET", "/clock")["now"])
        self.brands: list[Brand] = []
        self.campaigns: dict[str, Campaign] = {}
        self.numbers = [Number(self.time, sid, self.campaigns) for sid in self.prepared.numbers]
        self.services: dict[str, Brand] = {}
        self.kinds = random.sample(sorted(OPTIONS), 2)
        for kind in self.kinds:
            self.register_brand(kind)

    def alive(self) -> list[Brand]:
        return [brand for brand in self.brands if brand.status != GONE]

    def some(self, *kinds: Kind) -> list[Brand]:
        return [brand for brand in self.alive() if not kinds or brand.kind in kinds]

    def brand_of(self, *kinds: Kind) -> Brand:
        return self.random.choice(self.some(*kinds))

    @rule()
    def go_on(self) -> None:
        """Do one of the things that are possible, each as likely as the others."""
        alive, campaigns = bool(self.alive()), bool(self.campaigns)
        possible: list[tuple[Callable[[], None], bool]] = [
            (self.advance, True),
            (self.advance, True),
            (self.advance_far, True),
            (self.register_another_brand, len(self.brands) < 3),
            (self.update_brand, alive),
            (self.send_a_code, bool(self.some("sole-proprietor"))),
            (self.send_a_mail, bool(self.some("public"))),
            (self.register_campaign, alive and len(self.services) < 4),
            (self.mend_campaign, campaigns),
            (self.delete_campaign, campaigns),
            (self.join, bool(self._services_for_numbers())),
            (self.leave, any(number.service for number in self.numbers)),
            (self.act_on_brand, alive),
            (self.act_on_mail, bool(self.some("public"))),
            (self.act_on_mail, any(brand.mail in OPEN_MAIL for brand in self.alive())),
            (self.act_on_a_mail_that_was_never_sent, bool(self.some(*MAILLESS))),
            (self.act_on_campaign, campaigns),
            (self.decide_brand, alive),
            (self.end_a_manual_review, any(brand.held for brand in self.alive())),
            (self.decide_campaign, campaigns),
            (self.decide_number, any(number.registrations for number in self.numbers)),
        ]
        self.random.choice([act for act, holds in possible if holds])()

    # What a client does

    def register_another_brand(self) -> None:
        self.register_brand(self.random.choice(self.kinds))

    def register_brand(self, kind: Kind) -> None:
        profile, trust = self.prepared.bundles[kind]
        form = {"CustomerProfileBundleSid": profile, "A2PProfileBundleSid": trust}
        answer = self._ask("POST", "/a2p/BrandRegistrations", {**form, **OPTIONS[kind]})
        self.brands.append(Brand(self.time, kind, answer["sid"]))

    def update_brand(self) -> None:
        brand = self.brand_of()
        self._refused(brand.update(), "POST", f"/a2p/BrandRegistrations/{brand.sid}")

    def send_a_code(self) -> None:
        brand = self.brand_of("sole-proprietor")
        brand.send_code()
        self._refused(0, "POST", f"/a2p/BrandRegistrations/{brand.sid}/SmsOtp")

    def send_a_mail(self) -> None:
        brand = self.brand_of("public")
        path = f"/a2p/BrandRegistrations/{brand.sid}/2fa"
        self._refused(brand.send_mail_again(), "POST", path)

    def register_campaign(self) -> None:
        brand = self.brand_of()
        refused = brand.refuses_campaign()
        service = self._ask("POST", "/Services", {"FriendlyName": "one"})["sid"]
        self._refused(
            refused, "POST", f"/Services/{service}/Compliance/Usa2p", self._campaign_form(brand)
        )
        self.services[service] = brand
        if not refused:
            self.campaigns[service] = Campaign(self.time, brand, service, self.numbers)

    def mend_campaign(self) -> None:
        campaign = self._campaign()
        path = f"/Services/{campaign.service}/Compliance/Usa2p/{QE}"
        self._refused(campaign.mend(), "POST", path, self._campaign_form(campaign.brand))

    def delete_campaign(self) -> None:
        campaign = self._campaign()
        path = f"/Services/{campaign.service}/Compliance/Usa2p/{QE}"
        self._refused(campaign.delete(), "DELETE", path)

    def join(self) -> None:
        service = self.random.choice(self._services_for_numbers())
        number = self.random.choice(self.numbers)
        form = {"PhoneNumberSid": number.sid}
        self._refused(number.join(service), "POST", f"/Services/{service}/PhoneNumbers", form)

    def leave(self) -> None:
        members = [number for number in self.numbers if number.service]
        number = self.random.choice(members)
        path = f"/Services/{number.service}/PhoneNumbers/{number.sid}"
        number.leave()
        self._refused(0, "DELETE", path)

    # What others do

    def act_on_brand(self) -> None:
        act = self.random.choice(["suspend", "suspend", "lift-suspension", "delete"])
        brand = self.brand_of()
        code_is_open = brand.kind == "sole-proprietor" and brand.identity != "VERIFIED"
        if act != "suspend" or not code_is_open:
            known = {"suspend": brand.suspend, "lift-suspension": brand.lift}
            self._act(known.get(act, brand.delete)(), brand.sid, act)

    def act_on_mail(self) -> None:
        act = self.random.choice(MAIL_ACTS)
        brand = self.brand_of("public")
        self._act(brand.act_on_mail(act), brand.sid, act)

    def act_on_a_mail_that_was_never_sent(self) -> None:
        act = self.random.choice(MAIL_ACTS)
        brand = self.brand_of(*MAILLESS)
        self._act(20409, brand.sid, act)

    def act_on_campaign(self) -> None:
        act = self.random.choice(["suspend", "lift-suspension", "delete"])
        campaign = self._campaign()
        known = {"suspend": campaign.suspend, "lift-suspension": campaign.lift}
        refused = known[act]() if act in known else 0
        if act == "delete":
            campaign.remove()
        self._act(refused, campaign.service, act)

    def decide_brand(self) -> None:
        outcome = self.random.choice(OUTCOMES)
        now = self.random.choice([True, False])
        brand = self.brand_of()
        decide([brand], brand.verdicts, outcome, now=now)
        self._order("brand", brand.sid, outcome, now, 30795)

    def end_a_manual_review(self) -> None:
        outcome = self.random.choice(OUTCOMES)
        brand = self.random.choice([brand for brand in self.alive() if brand.held])
        decide([brand], brand.verdicts, outcome, now=True)
        self._order("brand", brand.sid, outcome, True, 30795)

    def decide_campaign(self) -> None:
        outcome = self.random.choice(OUTCOMES)
        now = self.random.choice([True, False])
        campaign = self._campaign()
        decide([campaign], campaign.verdicts, outcome, now=now)
        self._order("campaign", campaign.service, outcome, now, 30896)

    def decide_number(self) -> None:
        outcome = self.random.choice(OUTCOMES)
        now = self.random.choice([True, False])
        number = self.random.choice(self.numbers)
        decide([*number.registrations.values()], number.verdicts, outcome, now=now)
        self._order("phone_number", number.sid, outcome, now, 30126)

    def advance(self) -> None:
        self._pass(self.random.choice([1, 2, 5, 7, 10, 15, 20, 20]))

    def advance_far(self) -> None:
        self._pass(self.random.choice([60, 60, DAY, 2 * DAY, 8 * DAY, 31 * DAY, 61 * DAY]))

    def _pass(self, seconds: float) -> None:
        self.account.advance(seconds)
        self.time.go_on(self.time.now + seconds)

    # What always holds

    @invariant()
    def everything_is_as_foretold(self) -> None:
        if not hasattr(self, "brands"):
            return
        self._forget_the_gone()
        listed = self._ask("GET", "/a2p/BrandRegistrations")["data"]
        seen = {
            each["sid"]: (
                each["status"],
                each["identity_status"] or "",
                each["tcr_id"] is not None,
                [error["error_code"] for error in each["errors"]],
            )
            for each in listed
        }
        assert seen == {brand.sid: brand.seen for brand in self.alive()}
        for service in self.services:
            found = self._ask("GET", f"/Services/{service}/Compliance/Usa2p")["compliance"]
            shown = [
                (each["campaign_status"], [error["error_code"] for error in each["errors"]])
                for each in found
            ]
            campaign = self.campaigns.get(service)
            assert shown == ([campaign.seen] if campaign else [])
        states = dict(pair for number in self.numbers for pair in number.states())
        kept = self._kept("NumberRegistration")
        assert {key: data["state"] for key, data in kept.items()} == states
        mails = {
            key: data["authentication"] for key, data in self._kept("BrandRegistration").items()
        }
        assert mails == {brand.sid: brand.mail for brand in self.alive()}

    def teardown(self) -> None:
        """All of it happened in the order of time, and nothing before its time."""
        if hasattr(self, "brands"):
            times = [entry["at"] for entry in self.account.control("GET", "/history")["history"]]
            assert times == sorted(times)
            assert times[-1] <= self.time.now + 0.001

    def _forget_the_gone(self) -> None:
        for service in [key for key, each in self.campaigns.items() if each.status == GONE]:
            del self.campaigns[service]

    def _services_for_numbers(self) -> list[str]:
        # A sole proprietor's campaign takes one number alone, which is no part of this model.
        return sorted(
            service for service, brand in self.services.items() if brand.kind != "sole-proprietor"
        )

    def _campaign(self) -> Campaign:
        return self.campaigns[self.random.choice(sorted(self.campaigns))]

    def _campaign_form(self, brand: Brand) -> dict[str, Any]:
        words = {
            **CAMPAIGN,
            "brand_registration_sid": brand.sid,
            "age_gated": False,
            "direct_lending": False,
        }
        if brand.kind == "sole-proprietor":
            words["us_app_to_person_usecase"] = "SOLE_PROPRIETOR"
            words["message_samples"] = [
                text.replace("Acme Heating", "Ann Acme") for text in words["message_samples"]
            ]
        return {
            "".join(word.capitalize() for word in name.split("_")): str(value).lower()
            if isinstance(value, bool)
            else value
            for name, value in words.items()
        }

    def _kept(self, kind: str) -> dict[str, Any]:
        stored = self.account.control("GET", f"/resources?kind={kind}")["resources"]
        return {each["key"]: each["data"] for each in stored}

    def _order(self, kind: str, sid: str, outcome: str, now: bool, code: int) -> None:
        codes = [code] if outcome == "reject" else []
        order = {"kind": kind, "sid": sid, "outcome": outcome, "now": now, "codes": codes}
        self.account.control("POST", "/verdicts", **order)

    def _act(self, refused: int, sid: str, act: str) -> None:
        answer = self.session.post(
            f"{self.account.sandbox.url}/control/worlds/{self.account.sid}/acts",
            json={"sid": sid, "act": act},
            timeout=20,
        )
        told = 0 if answer.ok else answer.json()["code"]
        assert told == refused, f"{act}: {answer.text}"

    def _refused(self, code: int, method: str, path: str, form: Any = None) -> None:
        answer = self._ask(method, path, form)
        assert answer.get("code", 0) == code, f"{method} {path}: {answer}"

    def _ask(self, method: str, path: str, form: Any = None) -> Any:
        pair = (self.account.sid, self.account.token)
        url = f"{self.account.sandbox.url}/messaging.twilio.com/v1{path}"
        answer = self.session.request(method, url, data=form, auth=pair, timeout=20)
        assert answer.status_code < 500
        return answer.json() if answer.content else {}


@pytest.fixture(scope="module")
def prepared(sandbox_server: SandboxProcess) -> Prepared:
    return Prepared(SandboxAccount(sandbox_server))


def test_the_chain_behaves_like_its_model(prepared: Prepared) -> None:
    with requests.Session() as session:
        machine = type("KnownMachine", (Machine,), {"prepared": prepared, "session": session})
        examples = settings.default.max_examples // 5 if settings.default else 20
        run_state_machine_as_test(
            machine, settings=settings(max_examples=examples, stateful_step_count=60)
        )
