"""A small Twilio in memory for the engine's property tests: it forgets nothing and misbehaves.

Its list of brands leaves out those that are approved, as Twilio's leaves out the vetted ones.

It fills the Gateway port. What it does with each request is drawn from outside: do it, refuse it,
lose the answer before or after the effect, or let the engine's process die at either moment.
`requests` are the writes, `asked` is all that it was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tendlc.catalog.sids import CAMPAIGN_SID
from tendlc.catalog.use_cases import use_cases
from tendlc.domain import actions, observed, subjects
from tendlc.domain.actions import Action
from tendlc.domain.observed import Problem, Seen
from tendlc.domain.sent_requests import SentRequest
from tendlc.domain.status import GONE
from tendlc.domain.subjects import Subject
from tendlc.errors import NotProcessed, OutcomeUnknown, Refused
from tendlc.ports import Absent, Found, Made, MorePages
from tests.fakes import FixedClock

RETRY_AFTER = timedelta(seconds=40)


class Fate(StrEnum):
    """What becomes of one request."""

    DONE = "done"
    LOST_BEFORE = "lost before the effect"
    LOST_AFTER = "lost after the effect"
    NOT_PROCESSED = "not processed"
    REFUSED = "refused"
    CRASH_BEFORE = "the process dies before the effect"
    CRASH_AFTER = "the process dies after the effect"


class Crash(BaseException):
    """The engine's process dies here."""


@dataclass
class Thing:
    """One stored object."""

    kind: str
    sid: str
    action: Action
    status: str = ""
    version: int = 0
    looks: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass
class SimulatedTwilio:
    """`fate` is asked for every request that writes, `verdict` for every review that ends."""

    clock: FixedClock
    fate: Callable[[Action], Fate]
    verdict: Callable[[str], bool]
    looks_per_review: int = 2
    problems: dict[str, int] = field(default_factory=lambda: dict(PROBLEMS))
    things: dict[str, Thing] = field(default_factory=dict)
    requests: list[Action] = field(default_factory=list)
    asked: list[Action | Subject] = field(default_factory=list)
    brand_updates: int = 0
    told: list[SentRequest] = field(default_factory=list)

    def perform(self, action: Action, *, send_by: datetime) -> Made:
        assert self.clock.now() <= send_by, "a request left after its time"
        self.requests.append(action)
        self._note("POST", action)
        fate = self.fate(action)
        match fate:
            case Fate.CRASH_BEFORE:
                raise Crash
            case Fate.LOST_BEFORE:
                raise OutcomeUnknown
            case Fate.NOT_PROCESSED:
                raise NotProcessed(status=429, retry_after=RETRY_AFTER)
            case Fate.REFUSED:
                raise Refused("No.", twilio_code=20001, status=400)
        made = self._do(action)
        if fate is Fate.CRASH_AFTER:
            raise Crash
        if fate is Fate.LOST_AFTER:
            raise OutcomeUnknown
        return made

    def sent(self) -> list[SentRequest]:
        return self.told

    def _note(self, method: str, asked: Action | Subject) -> None:
        self.asked.append(asked)
        path = f"/{type(asked).__name__}"
        self.told.append(
            SentRequest(at=self.clock.now(), method=method, path=path, status=200, duration_ms=1)
        )

    def find(self, action: Action, *, page_token: str | None = None) -> Found | Absent | MorePages:
        self._note("GET", action)
        if page_token is None and len(self.things) % 3 == 1:
            return MorePages(page_token="2")
        thing = self._find(action)
        return Found(sid=thing.sid, seen=self._seen(thing)) if thing else Absent()

    def look(self, subject: Subject) -> Seen:
        self._note("GET", subject)
        now = self.clock.now()
        match subject:
            case subjects.PrimaryProfile():
                return observed.PrimaryProfileSeen(
                    seen_at=now, sid="BU" + "f" * 32, status="twilio-approved"
                )
            case subjects.UseCases():
                codes = tuple(use_cases())
                return observed.UseCasesSeen(seen_at=now, codes=codes)
            case subjects.AvailableNumbers():
                numbers = (subject.phone_number or f"+1303555{1000 + len(self.things)}",)
                return observed.AvailableNumbersSeen(
                    seen_at=now,
                    ordinal=subject.ordinal,
                    phone_numbers=numbers,
                    wished=subject.phone_number or subject.area_code,
                )
            case subjects.OwnedNumber() | subjects.NumberOfService():
                return self._number(subject)
            case subjects.BrandVettings():
                imports = [thing for thing in self.things.values() if thing.kind == "vetting"]
                return self._look(imports[-1] if imports else self._mail_of(subject.brand_sid))
            case subjects.Bundle() | subjects.Brand():
                return self._look(self.things[subject.sid])
            case subjects.CampaignOfService():
                if not self.count("campaign"):
                    return observed.CampaignSeen(
                        seen_at=now, sid=CAMPAIGN_SID, status=GONE, updated_at=None
                    )
                return self._look(self._one("campaign"))
        raise AssertionError(subject)

    def _number(self, subject: subjects.OwnedNumber | subjects.NumberOfService) -> Seen:
        """Every SID is the account's; a number is where somebody bought it, or added it."""
        if isinstance(subject, subjects.NumberOfService):
            there = f"{subject.messaging_service_sid}/{subject.sid}" in self.things
            return observed.PhoneNumberSeen(
                seen_at=self.clock.now(),
                sid=subject.sid,
                phone_number=subject.phone_number,
                status=None if there else GONE,
            )
        bought = [
            thing.sid
            for thing in self.things.values()
            if isinstance(thing.action, actions.BuyPhoneNumber)
            and thing.action.phone_number == subject.phone_number
        ]
        sid = subject.sid or next(iter(bought), None)
        return observed.OwnedNumberSeen(
            seen_at=self.clock.now(),
            ordinal=subject.ordinal,
            wished=subject.sid or subject.phone_number or "",
            sid=sid,
            sends_messages=sid is not None,
        )

    def count(self, kind: str) -> int:
        return sum(thing.kind == kind for thing in self.things.values())

    def _do(self, action: Action) -> Made:
        match action:
            case actions.SubmitBundle():
                return self._submit(self.things[action.bundle_sid])
            case actions.UpdateBrandRegistration():
                self.brand_updates += 1
                assert self.brand_updates <= 3, "a fourth brand update"
                return self._review_anew(self.things[action.sid], "PENDING")
            case actions.UpdateCampaign():
                return self._review_anew(self._one("campaign"), "PENDING")
            case actions.ResendBrandAuthenticationMail():
                assert self._mail_of(action.sid).status == "FAILED", "a mail before one failed"
                self._create(action)
                return Made(sid=action.sid)
            case actions.DeleteCampaign() | actions.RemovePhoneNumber():
                return self._remove(action)
            case actions.UpdateEndUser() | actions.UpdateAddress():
                self._is_editable()
                return Made(sid=action.sid)
            case actions.UpdateMessagingService():
                return Made(sid=action.sid)
            case actions.EvaluateBundle():
                seen = observed.EvaluationSeen(
                    seen_at=self.clock.now(), sid=self._sid("EL"), status="compliant"
                )
                return Made(sid=seen.sid, seen=seen)
        return self._create(action)

    def _mail_of(self, brand: str) -> Thing:
        """Return the newest mail of Authentication+; the approval of the brand sent the first."""
        if not self.count("mail"):
            self._create(actions.ResendBrandAuthenticationMail(sid=brand))
        return [thing for thing in self.things.values() if thing.kind == "mail"][-1]

    def _create(self, action: Action) -> Made:
        kind, prefix, status = KINDS[type(action)]
        sid, key = self._sid(prefix), ""
        if isinstance(action, actions.AddPhoneNumber):
            sid, key = action.phone_number_sid, f"{action.messaging_service_sid}/"
        thing = Thing(kind=kind, sid=sid, action=action, status=status)
        self.things[f"{key}{sid}"] = thing
        return Made(sid=thing.sid, seen=self._seen(thing))

    def _remove(self, action: actions.DeleteCampaign | actions.RemovePhoneNumber) -> Made:
        """Take away the campaign or the number's place in the service; absent ones are gone."""
        for key in [key for key, t in self.things.items() if _is_of(t.action, action)]:
            del self.things[key]
        return Made(sid=_sid_of(action))

    def _submit(self, thing: Thing) -> Made:
        assert thing.status in ("draft", "twilio-rejected"), f"submitted while {thing.status}"
        return self._review_anew(thing, "pending-review")

    def _review_anew(self, thing: Thing, status: str) -> Made:
        thing.status, thing.looks, thing.problems = status, 0, ()
        thing.version += 1
        return Made(sid=thing.sid, seen=self._seen(thing))

    def _look(self, thing: Thing) -> Seen:
        """A review moves only by being waited for: so many looks, then its verdict."""
        moving = thing.status in ("pending-review", "PENDING")
        thing.looks += 1
        if moving and thing.looks >= self.looks_per_review:
            good = self.verdict(thing.kind)
            thing.status = VERDICTS[thing.kind][0 if good else 1]
            thing.problems = (
                () if good else (Problem(code=self.problems[thing.kind], text="Not so."),)
            )
            thing.version += 1
        seen = self._seen(thing)
        assert seen is not None
        return seen

    def _seen(self, thing: Thing) -> Seen | None:
        now, sid, version = self.clock.now(), thing.sid, str(thing.version)
        common: dict[str, Any] = {"seen_at": now, "sid": sid, "problems": thing.problems}
        match thing.kind:
            case "customer_profile" | "trust_product":
                return observed.BundleSeen(**common, status=thing.status, updated_at=version)
            case "brand":
                return observed.BrandSeen(
                    **common,
                    status=thing.status,
                    updated_at=version,
                    tcr_id="B1",
                    identity_status="VETTED_VERIFIED" if thing.status == "APPROVED" else None,
                )
            case "vetting":
                assert isinstance(thing.action, actions.ImportVetting)
                brand = thing.action.brand_sid
                return observed.VettingSeen(
                    seen_at=now, brand_sid=brand, vetting_status=thing.status
                )
            case "mail":
                assert isinstance(thing.action, actions.ResendBrandAuthenticationMail)
                return observed.VettingSeen(
                    seen_at=now,
                    brand_sid=thing.action.sid,
                    vetting_status=None,
                    authentication_status=thing.status,
                    authentication_sid=sid,
                )
            case "campaign":
                assert isinstance(thing.action, actions.CreateCampaign)
                return observed.CampaignSeen(
                    **common,
                    status=thing.status,
                    updated_at=version,
                    brand_sid=thing.action.brand_registration_sid,
                )
            case "phone_number":
                assert isinstance(thing.action, actions.BuyPhoneNumber)
                number = thing.action.phone_number
                return observed.PhoneNumberSeen(seen_at=now, sid=sid, phone_number=number)
            case "service_number":
                number = self._number_with(sid)
                return observed.PhoneNumberSeen(seen_at=now, sid=sid, phone_number=number)
        return None

    def _number_with(self, sid: str) -> str:
        """Return the number that was bought under a SID; one that was there before has one too."""
        bought = self.things.get(sid)
        action = bought.action if bought else None
        return action.phone_number if isinstance(action, actions.BuyPhoneNumber) else "+13035550100"

    def _find(self, action: Action) -> Thing | None:
        match action:
            case actions.SubmitBundle():
                thing = self.things[action.bundle_sid]
                open_ = thing.status in ("draft", "twilio-rejected")
                return None if open_ and str(thing.version) == action.seen_updated_at else thing
            case actions.ResendBrandAuthenticationMail():
                mail = self._mail_of(action.sid)
                unsent = mail.status == "FAILED" and mail.sid == action.failed_sid
                return None if unsent else Thing(kind="nothing", sid=action.sid, action=action)
            case actions.DeleteCampaign() | actions.RemovePhoneNumber():
                there = any(_is_of(thing.action, action) for thing in self.things.values())
                gone = Thing(kind="nothing", sid=_sid_of(action), action=action)
                return None if there else gone
            case actions.UpdateBrandRegistration() | actions.UpdateCampaign():
                kind = (
                    "brand" if isinstance(action, actions.UpdateBrandRegistration) else "campaign"
                )
                thing = self._one(kind)
                failed = thing.status == "FAILED" and str(thing.version) == action.seen_updated_at
                return None if failed else thing
        key = _natural_key(action)
        same = [t for t in self.things.values() if _natural_key(t.action) == key]
        if isinstance(action, actions.RegisterBrand):
            same = [t for t in same if action.known_sid or t.status != "APPROVED"]
        return same[0] if same else None

    def _one(self, kind: str) -> Thing:
        return next(thing for thing in self.things.values() if thing.kind == kind)

    def _is_editable(self) -> None:
        statuses = [t.status for t in self.things.values() if t.kind == "customer_profile"]
        assert statuses, "an update before there was a profile"

    def _sid(self, prefix: str) -> str:
        return f"{prefix}{len(self.requests):016x}{len(self.things):016x}"


KINDS: dict[type[Action], tuple[str, str, str]] = {
    actions.CreateCustomerProfile: ("customer_profile", "BU", "draft"),
    actions.CreateTrustProduct: ("trust_product", "BU", "draft"),
    actions.CreateEndUser: ("end_user", "IT", ""),
    actions.CreateAddress: ("address", "AD", ""),
    actions.CreateSupportingDocument: ("supporting_document", "RD", ""),
    actions.AssignEntity: ("assignment", "BV", ""),
    actions.RegisterBrand: ("brand", "BN", "PENDING"),
    actions.ImportVetting: ("vetting", "VT", "PENDING"),
    actions.ResendBrandAuthenticationMail: ("mail", "VT", "PENDING"),
    actions.CreateMessagingService: ("messaging_service", "MG", ""),
    actions.CreateCampaign: ("campaign", "QE", "PENDING"),
    actions.BuyPhoneNumber: ("phone_number", "PN", ""),
    actions.AddPhoneNumber: ("service_number", "PN", ""),
}
VERDICTS = {
    "customer_profile": ("twilio-approved", "twilio-rejected"),
    "trust_product": ("twilio-approved", "twilio-rejected"),
    "brand": ("APPROVED", "FAILED"),
    "vetting": ("SUCCESS", "FAILED"),
    "mail": ("SUCCESS", "FAILED"),
    "campaign": ("VERIFIED", "FAILED"),
}
PROBLEMS: dict[str, int] = {
    "customer_profile": 18602,
    "trust_product": 18601,
    "brand": 30795,
    "campaign": 30886,
    "vetting": 21722,
    "mail": 21737,
}


def _sid_of(action: actions.DeleteCampaign | actions.RemovePhoneNumber) -> str:
    return (
        action.phone_number_sid if isinstance(action, actions.RemovePhoneNumber) else CAMPAIGN_SID
    )


def _is_of(made: Action, removal: actions.DeleteCampaign | actions.RemovePhoneNumber) -> bool:
    """Say whether a removal takes away what this action made."""
    service = removal.messaging_service_sid
    if isinstance(removal, actions.DeleteCampaign):
        return isinstance(made, actions.CreateCampaign) and made.messaging_service_sid == service
    number = (service, removal.phone_number_sid)
    return (
        isinstance(made, actions.AddPhoneNumber)
        and (made.messaging_service_sid, made.phone_number_sid) == number
    )


def _natural_key(action: Action) -> tuple[object, ...]:
    match action:
        case actions.AssignEntity():
            return ("assignment", action.bundle_sid, action.object_sid)
        case actions.RegisterBrand():
            profile, product = action.customer_profile_bundle_sid, action.a2p_profile_bundle_sid
            return ("brand", profile, product)
        case actions.ImportVetting():
            return ("vetting", action.brand_sid, action.token)
        case actions.CreateCampaign():
            return ("campaign", action.messaging_service_sid)
        case actions.AddPhoneNumber():
            return ("service_number", action.messaging_service_sid, action.phone_number_sid)
    return (KINDS[type(action)][0], getattr(action, "friendly_name", ""))
