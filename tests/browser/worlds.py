"""A world with something of everything that the pages show, long and foreign texts among it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from twilio.base.exceptions import TwilioRestException

from tests.conftest import SandboxAccount
from tests.contract.sandbox.receiver import receiving
from tests.contract.sandbox.walkthrough import PROFILE_POLICY, Walk

_LONG = "Überlandwerke & Söhne, 東京暖房 " + "a" * 35  # Twilio takes 64 characters


@dataclass(frozen=True, slots=True)
class Populated:
    """The account, and the paths of all kinds of pages that there are."""

    account: SandboxAccount
    paths: Sequence[str]


def populate(account: SandboxAccount) -> Populated:
    """Fill the world of an account."""
    account.control("POST", "/clock", mode="frozen")
    with receiving() as receiver:
        receiver.statuses = [500, 200]
        _deliveries(account, f"{receiver.url}/{'long/' * 20}hook")
        account.advance(60)
        account.control("POST", "/deliveries/settle", seconds=5)
    walk, rejected = Walk(account, _LONG), Walk(account, "Echo Salons")
    brand, service = walk.approved(), walk.service()
    walk.campaign(service, brand)
    failed = rejected.brand({"business_name": "Echo [sandbox:30795,30799]"})
    account.advance(120)
    walk.client.messaging.v1.services(service).phone_numbers.create(phone_number_sid=walk.number())
    walk.client.api.v2010.accounts.create(friendly_name=_LONG)
    with suppress(TwilioRestException):
        walk.client.trusthub.v1.customer_profiles(f"BU{'f' * 32}").fetch()
    _waiting(account)
    home = f"/accounts/{account.sid}"
    of_it = ("", "/resources", "/reviews", "/deliveries", "/scripts", "/settings")
    kinds = ("EndUser", f"CustomerProfile/{walk.profile_sid}", f"BrandRegistration/{failed}")
    newest = account.sandbox.control("GET", f"/worlds/{account.sid}/journal")["entries"][0]
    paths = ["/", "/accounts", "/journal", "/fidelity", f"/journal/{newest['number']}"]
    paths += [f"{home}{each}" for each in of_it] + [f"{home}/resources/{each}" for each in kinds]
    return Populated(account, [*paths, f"{home}/deliveries?state=held"])


def _deliveries(account: SandboxAccount, callback: str) -> None:
    profiles = account.client.trusthub.v1.customer_profiles
    for address in (callback, "http://127.0.0.1:9/hook"):
        profile = profiles.create(
            friendly_name="[sandbox:approved] told",
            email="isv@isv.example",
            policy_sid=PROFILE_POLICY,
            status_callback=address,
        )
        profiles(profile.sid).update(status="pending-review")


def _waiting(account: SandboxAccount) -> None:
    account.control("POST", "/reviews", **{"timing-brand-to-identity": {"reads": 3}})
    account.control("POST", "/reviews", **{"timing-bundle-to-verdict": None})
    Walk(account, "By hand").brand()
    account.advance(3)
    account.control("POST", "/verdicts", kind="brand", outcome="reject", codes=[30795, 30799])
    account.control("POST", "/snapshots", name="before-the-review")
    account.control("POST", "/legal_names", **{"12-3456780": _LONG})
    account.control("POST", "/delivery-faults", kind="delay", seconds=60, count=2, name="brand")
    account.sandbox.control(
        "POST",
        "/faults",
        account=account.sid,
        path="/v1/a2p/BrandRegistrations$",
        status=429,
        retry_after=3,
        delay=2.5,
        count=0,
        when="after",
    )
