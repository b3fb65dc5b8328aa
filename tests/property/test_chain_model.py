"""Brands, campaigns and numbers against a model of them, at every moment.

Random interleavings of what clients, Twilio's people, owners and contacts may do, over HTTP, with
days between them. After each the sandbox must show what the model foretells: statuses, identities,
error codes, the states of numbers and of mails, which only control shows.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
import requests
from hypothesis import settings
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
from tests.contract.sandbox import sole_proprietor
from tests.contract.sandbox.walkthrough import CAMPAIGN, Walk
from tests.property.chain_model import (
    DAY,
    GONE,
    Brand,
    Campaign,
    Kind,
    Number,
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
OUTCOMES = st.sampled_from(["approve", "reject", "hold"])
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

    @initialize(kinds=st.sets(st.sampled_from(sorted(OPTIONS)), min_size=1, max_size=2))
    def found(self, kinds: set[Kind]) -> None:
        self.account = self.prepared.account
        self.account.control("POST", "/restore", name="prepared")
        self.time = Time(self.account.control("GET", "/clock")["now"])
        self.brands: list[Brand] = []
        self.campaigns: dict[str, Campaign] = {}
        self.numbers = [Number(self.time, sid, self.campaigns) for sid in self.prepared.numbers]
        self.services: dict[str, Brand] = {}
        self.kinds = sorted(kinds)
        for kind in self.kinds:
            self.register_brand(kind)

    def alive(self) -> list[Brand]:
        return [brand for brand in self.brands if brand.status != GONE]

    def some(self, *kinds: Kind) -> list[Brand]:
        return [brand for brand in self.alive() if not kinds or brand.kind in kinds]

    def brand_of(self, data: st.DataObject, *kinds: Kind) -> Brand:
        return data.draw(st.sampled_from(self.some(*kinds)))

    # What a client does

    @precondition(lambda self: len(self.brands) < 3)
    @rule(data=st.data())
    def register_another_brand(self, data: st.DataObject) -> None:
        self.register_brand(data.draw(st.sampled_from(self.kinds)))

    def register_brand(self, kind: Kind) -> None:
        profile, trust = self.prepared.bundles[kind]
        form = {"CustomerProfileBundleSid": profile, "A2PProfileBundleSid": trust}
        answer = self._ask("POST", "/a2p/BrandRegistrations", {**form, **OPTIONS[kind]})
        self.brands.append(Brand(self.time, kind, answer["sid"]))

    @precondition(lambda self: self.alive())
    @rule(data=st.data())
    def update_brand(self, data: st.DataObject) -> None:
        brand = self.brand_of(data)
        self._refused(brand.update(), "POST", f"/a2p/BrandRegistrations/{brand.sid}")

    @precondition(lambda self: self.some("sole-proprietor"))
    @rule(data=st.data())
    def send_a_code(self, data: st.DataObject) -> None:
        brand = self.brand_of(data, "sole-proprietor")
        brand.send_code()
        self._refused(0, "POST", f"/a2p/BrandRegistrations/{brand.sid}/SmsOtp")

    @precondition(lambda self: self.some("public"))
    @rule(data=st.data())
    def send_a_mail(self, data: st.DataObject) -> None:
        brand = self.brand_of(data, "public")
        path = f"/a2p/BrandRegistrations/{brand.sid}/2fa"
        self._refused(brand.send_mail_again(), "POST", path)

    @precondition(lambda self: self.alive() and len(self.services) < 4)
    @rule(data=st.data())
    def register_campaign(self, data: st.DataObject) -> None:
        brand = self.brand_of(data)
        refused = brand.refuses_campaign()
        service = self._ask("POST", "/Services", {"FriendlyName": "one"})["sid"]
        self._refused(
            refused, "POST", f"/Services/{service}/Compliance/Usa2p", self._campaign_form(brand)
        )
        self.services[service] = brand
        if not refused:
            self.campaigns[service] = Campaign(self.time, brand, service, self.numbers)

    @precondition(lambda self: self.campaigns)
    @rule(data=st.data())
    def mend_campaign(self, data: st.DataObject) -> None:
        campaign = self._campaign(data)
        path = f"/Services/{campaign.service}/Compliance/Usa2p/{QE}"
        self._refused(campaign.mend(), "POST", path, self._campaign_form(campaign.brand))

    @precondition(lambda self: self.campaigns)
    @rule(data=st.data())
    def delete_campaign(self, data: st.DataObject) -> None:
        campaign = self._campaign(data)
        path = f"/Services/{campaign.service}/Compliance/Usa2p/{QE}"
        self._refused(campaign.delete(), "DELETE", path)

    @precondition(lambda self: self.services)
    @rule(data=st.data())
    def join(self, data: st.DataObject) -> None:
        service = data.draw(st.sampled_from(sorted(self.services)))
        if self.services[service].kind == "sole-proprietor":
            return
        number = data.draw(st.sampled_from(self.numbers))
        form = {"PhoneNumberSid": number.sid}
        self._refused(number.join(service), "POST", f"/Services/{service}/PhoneNumbers", form)

    @precondition(lambda self: any(number.service for number in self.numbers))
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        members = [number for number in self.numbers if number.service]
        number = data.draw(st.sampled_from(members))
        path = f"/Services/{number.service}/PhoneNumbers/{number.sid}"
        number.leave()
        self._refused(0, "DELETE", path)

    # What others do

    @precondition(lambda self: self.alive())
    @rule(data=st.data(), act=st.sampled_from(["suspend", "suspend", "lift-suspension", "delete"]))
    def act_on_brand(self, data: st.DataObject, act: str) -> None:
        brand = self.brand_of(data)
        code_is_open = brand.kind == "sole-proprietor" and brand.identity != "VERIFIED"
        if act != "suspend" or not code_is_open:
            known = {"suspend": brand.suspend, "lift-suspension": brand.lift}
            self._act(known.get(act, brand.delete)(), brand.sid, act)

    @precondition(lambda self: self.some("public"))
    @rule(data=st.data(), act=st.sampled_from(MAIL_ACTS))
    def act_on_mail(self, data: st.DataObject, act: str) -> None:
        brand = self.brand_of(data, "public")
        self._act(brand.act_on_mail(act), brand.sid, act)

    @precondition(lambda self: self.some("vetted", "low-volume", "mock"))
    @rule(data=st.data(), act=st.sampled_from(MAIL_ACTS))
    def act_on_a_mail_that_was_never_sent(self, data: st.DataObject, act: str) -> None:
        brand = self.brand_of(data, "vetted", "low-volume", "mock")
        self._act(20409, brand.sid, act)

    @precondition(lambda self: self.campaigns)
    @rule(data=st.data(), act=st.sampled_from(["suspend", "lift-suspension", "delete"]))
    def act_on_campaign(self, data: st.DataObject, act: str) -> None:
        campaign = self._campaign(data)
        known = {"suspend": campaign.suspend, "lift-suspension": campaign.lift}
        refused = known[act]() if act in known else 0
        if act == "delete":
            campaign.remove()
        self._act(refused, campaign.service, act)

    @precondition(lambda self: self.alive())
    @rule(data=st.data(), outcome=OUTCOMES, now=st.booleans())
    def decide_brand(self, data: st.DataObject, outcome: Any, now: bool) -> None:
        brand = self.brand_of(data)
        decide([brand], brand.verdicts, outcome, now=now)
        self._order("brand", brand.sid, outcome, now, 30795)

    @precondition(lambda self: any(brand.held for brand in self.alive()))
    @rule(data=st.data(), outcome=OUTCOMES)
    def end_a_manual_review(self, data: st.DataObject, outcome: Any) -> None:
        brand = data.draw(st.sampled_from([brand for brand in self.alive() if brand.held]))
        decide([brand], brand.verdicts, outcome, now=True)
        self._order("brand", brand.sid, outcome, True, 30795)

    @precondition(lambda self: self.campaigns)
    @rule(data=st.data(), outcome=OUTCOMES, now=st.booleans())
    def decide_campaign(self, data: st.DataObject, outcome: Any, now: bool) -> None:
        campaign = self._campaign(data)
        decide([campaign], campaign.verdicts, outcome, now=now)
        self._order("campaign", campaign.service, outcome, now, 30896)

    @precondition(lambda self: any(number.registrations for number in self.numbers))
    @rule(data=st.data(), outcome=OUTCOMES, now=st.booleans())
    def decide_number(self, data: st.DataObject, outcome: Any, now: bool) -> None:
        number = data.draw(st.sampled_from(self.numbers))
        decide([*number.registrations.values()], number.verdicts, outcome, now=now)
        self._order("phone_number", number.sid, outcome, now, 30126)

    @rule(seconds=st.sampled_from([1, 2, 5, 7, 10, 15, 20, 20]))
    def advance(self, seconds: float) -> None:
        self.account.advance(seconds)
        self.time.go_on(self.time.now + seconds)

    @rule(seconds=st.sampled_from([60, 60, DAY, 8 * DAY, 31 * DAY, 61 * DAY]))
    def advance_far(self, seconds: float) -> None:
        self.advance(seconds)

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

    def _campaign(self, data: st.DataObject) -> Campaign:
        return self.campaigns[data.draw(st.sampled_from(sorted(self.campaigns)))]

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
        examples = settings.default.max_examples * 3 // 5 if settings.default else 60
        run_state_machine_as_test(
            machine, settings=settings(max_examples=examples, stateful_step_count=40)
        )
