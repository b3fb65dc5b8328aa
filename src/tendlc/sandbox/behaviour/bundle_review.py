"""The review of a customer profile or trust product after it was submitted.

What people at Twilio look up is out of reach here; judged is what the submitted data alone shows to
be wrong. Domains that are reserved for documentation are never held against anybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tendlc.sandbox.behaviour.magic import Marks
from tendlc.sandbox.behaviour.verdict import HELD, Fault, Verdict, asked_for, verdict_on

_RESERVED: Final = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$")
_FREE_MAIL: Final = frozenset(
    [
        "aol.com",
        "gmail.com",
        "googlemail.com",
        "gmx.com",
        "gmx.net",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.com",
        "mailinator.com",
        "msn.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "yahoo.com",
        "ymail.com",
    ]
)


def review_bundle(
    compliant: bool, end_users: Mapping[str, Sequence[Mapping[str, Any]]], marks: Marks
) -> Verdict:
    """Judge a submitted bundle by its end users, type by type.

    A bundle that its own policy does not find compliant is accepted and rejected later, without a
    reason in `errors`: the evaluation has it.
    """
    if marks.hold:
        return HELD
    if marks.reject_without_reason or not compliant:
        return Verdict("rejected")
    return verdict_on(asked_for(marks.at("bundle")) or _contact_faults(end_users))


def is_free_mail(address: str) -> bool:
    """Say whether an e-mail address is one that anybody can have."""
    return address.rpartition("@")[2].lower() in _FREE_MAIL


def _contact_faults(end_users: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Fault]:
    websites = [
        _host(str(business.get("website_url", "")))
        for business in end_users.get("customer_profile_business_information", ())
    ]
    faults = []
    for kind in ("authorized_representative_1", "authorized_representative_2"):
        for person in end_users.get(kind, ()):
            mail = str(person.get("email", "")).rpartition("@")[2].lower()
            if mail and not any(_belong_together(mail, website) for website in websites):
                faults.append(Fault(18606, (), f"{kind}: {mail} is not the domain of the website"))
    return faults[:1]


def _belong_together(mail: str, website: str) -> bool:
    if not website or _RESERVED.search(mail) or _RESERVED.search(website):
        return True
    return mail.split(".")[-2:] == website.split(".")[-2:]


def _host(url: str) -> str:
    host = url.partition("//")[2] or url
    return re.split(r"[/?#:]", host, maxsplit=1)[0].lower()
