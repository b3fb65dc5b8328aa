"""A model of what brands, campaigns and numbers become: the lifecycles as Twilio tells of them.

Written from the published facts and without a look at the sandbox: every object says where it is
at any moment. Times are those that the sandbox promises for its reviews. Whoever asks the model
for something hears the code of the refusal, or 0.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count
from typing import Literal

DAY = 86_400.0
TO_REGISTERED, TO_IDENTITY, TO_VETTED, TO_MAIL_OPENED = 2.0, 5.0, 10.0, 10.0
TO_PROGRESS, TO_VERDICT, TO_NUMBER, TO_DELETED = 2.0, 15.0, 5.0, 5.0
OTP_LIFE, MAIL_LIFE, MOCK_LIFE, SUSPENDED_LIFE = DAY, 7 * DAY, 30 * DAY, 60 * DAY

Kind = Literal["low-volume", "vetted", "public", "sole-proprietor", "mock"]
Outcome = Literal["approve", "reject", "hold"]
GONE = "gone"
OPEN_MAIL = ("sent", "opened", "clicked")


class Time:
    """What is still to happen, taken in the order of time."""

    def __init__(self, now: float) -> None:
        self.now = now
        self._due: list[tuple[float, int, Thing, str]] = []
        self._order = count()

    def later(self, seconds: float, thing: Thing, step: str) -> None:
        heapq.heappush(self._due, (self.now + seconds, next(self._order), thing, step))

    def cancel(self, thing: Thing, *steps: str) -> None:
        self._due = [
            each for each in self._due if each[2] is not thing or (steps and each[3] not in steps)
        ]
        heapq.heapify(self._due)

    def waits(self, thing: Thing, *steps: str) -> list[str]:
        return [each[3] for each in sorted(self._due) if each[2] is thing and each[3] in steps]

    def go_on(self, until: float) -> None:
        while self._due and self._due[0][0] <= until:
            at, _, thing, step = heapq.heappop(self._due)
            self.now = at
            thing.happen(step)
        self.now = until


class Thing:
    """Something that changes by itself; `reviews` are the steps that a verdict ends."""

    reviews: tuple[str, ...] = ()

    def __init__(self, time: Time) -> None:
        self.time = time
        self.verdicts: list[Outcome] = []
        self.held = ""

    def happen(self, step: str) -> None:
        raise NotImplementedError

    def judged(self, step: str) -> Outcome | Literal[""]:
        """Return the verdict that somebody asked for; a hold keeps the step waiting."""
        outcome = self.verdicts.pop(0) if self.verdicts else ""
        if outcome == "hold":
            self.held = step
        return outcome

    def waits(self) -> list[str]:
        """Return the steps of its review that are still to come, and forget them."""
        steps = self.time.waits(self, *self.reviews) + ([self.held] if self.held else [])
        self.time.cancel(self, *self.reviews)
        self.held = ""
        return steps


def decide(things: list[Thing], verdicts: list[Outcome], outcome: Outcome, *, now: bool) -> None:
    """Ask for a verdict; at once, the reviews go on step by step until it is used up."""
    verdicts.append(outcome)
    going = now
    while going and verdicts:
        going = False
        for thing in things:
            for step in thing.waits():
                thing.happen(step)
                going = True


class Brand(Thing):
    """A brand of one of five kinds, with its one-time code or its mail of Authentication+."""

    reviews = ("register", "decide", "vet", "answer", "open_mail")

    def __init__(self, time: Time, kind: Kind, sid: str) -> None:
        super().__init__(time)
        self.kind, self.sid = kind, sid
        self.status, self.identity, self.known = "PENDING", "", False
        self.codes: list[int] = []
        self.updates = 0
        self.mail = "none"
        self.awaits_vetting = False
        self.campaigns: list[Campaign] = []
        self.time.later(TO_REGISTERED, self, "register")
        if kind == "mock":
            self.time.later(MOCK_LIFE, self, "expire")

    @property
    def seen(self) -> tuple[str, str, bool, list[int]]:
        return self.status, self.identity, self.known, self.codes

    def happen(self, step: str) -> None:
        getattr(self, f"_{step}")()

    def _register(self) -> None:
        self.known = True
        self.time.later(TO_IDENTITY, self, "decide")

    def _decide(self) -> None:
        outcome = self.judged("decide")
        if outcome == "hold":
            self.status = "IN_REVIEW"
        elif outcome == "reject":
            self.status, self.identity, self.codes = "FAILED", "UNVERIFIED", [30795]
        else:
            self._approve()

    def _approve(self) -> None:
        sole = self.kind == "sole-proprietor"
        self.status, self.identity = "APPROVED", "UNVERIFIED" if sole else "VERIFIED"
        self.codes = []
        if self.kind == "vetted":
            self.awaits_vetting = True
            self.time.later(TO_VETTED, self, "vet")
        if sole:
            self.send_code()
        if self.kind == "public":
            self._send_mail()

    def _vet(self) -> None:
        if self.status == "APPROVED":
            self.identity, self.awaits_vetting = "VETTED_VERIFIED", False

    def send_code(self) -> None:
        """SmsOtp, or the first code of all."""
        if (self.status, self.identity) == ("APPROVED", "UNVERIFIED"):
            self.time.cancel(self, "answer", "code_expires")
            self.codes = []
            self.time.later(TO_IDENTITY, self, "answer")
            self.time.later(OTP_LIFE, self, "code_expires")

    def _answer(self) -> None:
        self.time.cancel(self, "code_expires")
        self.identity, self.codes = "VERIFIED", []

    def _code_expires(self) -> None:
        self.codes = [30752]

    def _send_mail(self) -> None:
        self.time.cancel(self, "open_mail", "mail_expires")
        self.mail, self.codes = "sent", []
        self.time.later(TO_MAIL_OPENED, self, "open_mail")
        self.time.later(MAIL_LIFE, self, "mail_expires")

    def _open_mail(self) -> None:
        self.mail = "completed"
        self.time.cancel(self, "mail_expires")

    def _mail_expires(self) -> None:
        self.mail, self.codes = "failed", [21737]

    def send_mail_again(self) -> int:
        """2fa."""
        if self.mail != "failed":
            return 20409
        self._send_mail()
        return 0

    def act_on_mail(self, act: str) -> int:
        """What the contact does with his mail, or does not do in time."""
        before = {"open-mail": ("sent",), "click-link": ("opened",), "complete": ("clicked",)}
        after = {"open-mail": "opened", "click-link": "clicked", "complete": "completed"}
        allowed = {**before, "refuse-address": ("sent",), "time-out": OPEN_MAIL}
        if self.mail not in allowed[act]:
            return 20409
        self.time.cancel(self, "open_mail")
        if act in after:
            self.mail = after[act]
        else:
            self._mail_expires()
        if act == "refuse-address":
            self.codes = [21738]
        if self.mail in ("completed", "failed"):
            self.time.cancel(self, "mail_expires")
        return 0

    def update(self) -> int:
        if self.status == "SUSPENDED":
            return 21731
        if self.status == "APPROVED" and self.mail == "failed":
            self._send_mail()
            return 0
        if self.status != "FAILED":
            return 21725
        if self.updates == 3:
            return 21724
        self.updates += 1
        self.status, self.identity, self.codes = "PENDING", "", []
        self.time.later(TO_REGISTERED, self, "register")
        return 0

    def suspend(self) -> int:
        if self.status != "APPROVED":
            return 20409
        self.status = "SUSPENDED"
        self.time.cancel(self, "vet")
        self.time.later(SUSPENDED_LIFE, self, "clean_up")
        for campaign in self.campaigns:
            campaign.suspend(with_brand=True)
        return 0

    def lift(self) -> int:
        if self.status != "SUSPENDED":
            return 20409
        self.status = "APPROVED"
        self.time.cancel(self, "clean_up")
        if self.awaits_vetting:
            self.time.later(TO_VETTED, self, "vet")
        for campaign in self.campaigns:
            if campaign.suspended_with_brand:
                campaign.lift()
        return 0

    def _clean_up(self) -> None:
        self.time.cancel(self, "decide", "vet")
        self.status = "DELETION_PENDING"
        for campaign in list(self.campaigns):
            campaign.remove()
        self.time.later(TO_DELETED, self, "deleted")

    def delete(self) -> int:
        """In the Console: mock brands cannot be deleted by hand."""
        if self.kind == "mock":
            return 20409
        self.time.cancel(self)
        self.held = ""
        self.status = "DELETION_PENDING"
        self.time.later(TO_DELETED, self, "deleted")
        return 0

    def _deleted(self) -> None:
        self.status = "DELETION_FAILED" if self.campaigns else GONE

    def _expire(self) -> None:
        self.time.cancel(self)
        self.held = ""
        for campaign in list(self.campaigns):
            campaign.remove()
        self.status = GONE

    def refuses_campaign(self) -> int:
        if self.status == "SUSPENDED":
            return 21731
        if self.status != "APPROVED" or self.identity == "UNVERIFIED":
            return 21717
        return 21732 if self.kind == "sole-proprietor" and self.campaigns else 0


class Campaign(Thing):
    """The campaign of a service."""

    reviews = ("submit", "verdict")

    def __init__(self, time: Time, brand: Brand, service: str, numbers: list[Number]) -> None:
        super().__init__(time)
        self.brand, self.service, self.numbers = brand, service, numbers
        self.status = "PENDING"
        self.codes: list[int] = []
        self.suspended_with_brand = False
        brand.campaigns.append(self)
        time.later(TO_PROGRESS, self, "submit")

    @property
    def seen(self) -> tuple[str, list[int]]:
        return self.status, self.codes

    def happen(self, step: str) -> None:
        if step == "submit":
            self.status = "IN_PROGRESS"
            self.time.later(TO_VERDICT, self, "verdict")
            return
        outcome = self.judged("verdict")
        codes = [30896] if outcome == "reject" else [] if outcome else self._found()
        if codes:
            self.status, self.codes = "FAILED", codes
        elif outcome != "hold":
            self.status, self.codes = "VERIFIED", []
            if self.brand.status == "SUSPENDED":
                self.suspend(with_brand=True)
            for number in self.numbers:
                number.register_for(self)

    def _found(self) -> list[int]:
        if self.brand.mail in OPEN_MAIL:
            return [30994]
        return [30900] if self.brand.mail == "failed" else []

    def mend(self) -> int:
        if self.status == "SUSPENDED":
            return 21729
        if self.brand.status == "SUSPENDED":
            return 21731
        if self.status != "FAILED":
            return 20409
        self.status, self.codes = "IN_PROGRESS", []
        self.time.later(TO_VERDICT, self, "verdict")
        return 0

    def suspend(self, *, with_brand: bool = False) -> int:
        if self.status != "VERIFIED":
            return 20409
        self.status, self.suspended_with_brand = "SUSPENDED", with_brand
        self.codes = [] if with_brand else [30990]
        return 0

    def lift(self) -> int:
        if self.status != "SUSPENDED":
            return 20409
        self.status, self.codes, self.suspended_with_brand = "VERIFIED", [], False
        for number in self.numbers:
            number.register_for(self)
        return 0

    def delete(self) -> int:
        if self.status == "SUSPENDED":
            return 21729
        self.remove()
        return 0

    def remove(self) -> None:
        self.time.cancel(self)
        self.held = ""
        self.status = GONE
        self.brand.campaigns.remove(self)
        for number in self.numbers:
            number.withdraw_from(self.service)


class Registration(Thing):
    """A number in one service; it outlives the number's place there."""

    reviews = ("registered", "unregistered")

    def __init__(self, number: Number, service: str) -> None:
        super().__init__(number.time)
        self.number, self.service, self.state = number, service, "unregistered"
        self.verdicts = number.verdicts

    def happen(self, step: str) -> None:
        outcome = self.judged(step)
        if outcome != "hold":
            self.state = "failure" if outcome == "reject" else step
        if self.state == "unregistered":
            self.number.rejoin(self)


class Number:
    """A phone number: the service that it is in, and its registrations there and elsewhere."""

    def __init__(self, time: Time, sid: str, campaigns: dict[str, Campaign]) -> None:
        self.time, self.sid, self.campaigns = time, sid, campaigns
        self.service = ""
        self.verdicts: list[Outcome] = []
        self.registrations: dict[str, Registration] = {}

    def join(self, service: str) -> int:
        if self.service:
            return 21710 if self.service == service else 21712
        elsewhere = [each for each in self.registrations.values() if each.service != service]
        if any(each.state != "unregistered" for each in elsewhere):
            return 21712
        self.service = service
        self._register(service)
        return 0

    def leave(self) -> None:
        service, self.service = self.service, ""
        self.withdraw_from(service)

    def register_for(self, campaign: Campaign) -> None:
        if self.service == campaign.service:
            self._register(campaign.service)

    def rejoin(self, registration: Registration) -> None:
        if self.service == registration.service:
            self._register(self.service)

    def withdraw_from(self, service: str) -> None:
        found = self.registrations.get(service)
        if found and found.state not in ("unregistered", "pending_deregistration"):
            self.time.cancel(found)
            found.held = ""
            found.state = "pending_deregistration"
            self.time.later(TO_NUMBER, found, "unregistered")

    def _register(self, service: str) -> None:
        campaign = self.campaigns.get(service)
        if not campaign or campaign.status != "VERIFIED":
            return
        found = self.registrations.setdefault(service, Registration(self, service))
        if found.state in ("unregistered", "failure"):
            found.state = "pending_registration"
            self.time.later(TO_NUMBER, found, "registered")

    def states(self) -> Iterator[tuple[str, str]]:
        for service, registration in self.registrations.items():
            yield f"{service}/{self.sid}", registration.state
