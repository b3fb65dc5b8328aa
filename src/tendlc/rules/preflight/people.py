"""Rules over mailboxes and phones of the people who speak for a business.

No mail is sent and no phone is called: domains and numbering plans say enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import phonenumbers

from tendlc.catalog.domains import DISPOSABLE_MAIL, FREE_MAIL, is_among
from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.hosts import borrowed, host_of, of_one_domain
from tendlc.rules.preflight.rule import Rule

CONTACT: Final = "messaging_profile.brand_contact_email"
_NOBODY: Final = ("noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon")
_ROLES: Final = (
    *("info", "sales", "support", "office", "contact", "hello", "admin", "team", "help"),
    *("service", "billing", "marketing", "webmaster", "postmaster", "mail", "all", "staff"),
)

FREE: Final = Rule(
    id="free-mail", codes=(18606, 30881), source="Twilio, errors 18606 and 30881; inferred"
)
CONTACT_FREE: Final = Rule(
    id="free-mail-of-a-public-company", codes=(21740, 30900), source="Twilio, error 21740"
)
THROWN_AWAY: Final = Rule(id="disposable-mail", codes=(30753, 18606), source="Twilio, error 30753")
OTHER_DOMAIN: Final = Rule(
    id="mail-of-another-domain", codes=(18606,), source="Twilio, error 18606", sure=False
)
MAILBOX: Final = Rule(
    id="shared-mailbox", codes=(21736, 21738), source="Twilio, Authentication+", sure=False
)
UNREAD: Final = Rule(
    id="mailbox-nobody-reads", codes=(21738, 21736), source="Twilio, Authentication+"
)
SAME: Final = Rule(id="same-contact-twice", codes=(30703, 30748), source="Twilio, error 30703")
PHONE: Final = Rule(
    id="phone-not-in-use", codes=(30701, 22218), source="North American Numbering Plan", sure=False
)


def mailboxes_are_the_company_s(customer: Customer) -> Iterator[Finding]:
    """18606, 30881, 30753: free, thrown-away or foreign mail of a representative."""
    site = host_of(customer.business_information.website_url)
    for number, person in enumerate(customer.authorized_representatives):
        field = f"authorized_representatives[{number}].email"
        domain = person.email.rpartition("@")[2].lower()
        if is_among(domain, DISPOSABLE_MAIL):
            yield THROWN_AWAY.error(
                field,
                f"is at {domain}, which gives out disposable mailboxes",
                text=domain,
                instead="a mailbox of the business",
            )
        elif is_among(domain, FREE_MAIL):
            yield FREE.warning(
                field,
                f"is free mail ({domain})",
                text=domain,
                instead="a mailbox on the domain of the business",
            )
        elif not borrowed(site) and not of_one_domain(domain, site):
            yield OTHER_DOMAIN.warning(
                field,
                f"is at {domain}, while the website is {site}",
                text=domain,
                instead=f"a mailbox at {site}",
            )


def contact_of_a_public_company(customer: Customer) -> Iterator[Finding]:
    """21736 to 21740: the mailbox that must open the mail of Authentication+."""
    mail = customer.messaging_profile.brand_contact_email
    if mail is None or customer.messaging_profile.company_type != "public":
        return
    name, _, domain = mail.lower().rpartition("@")
    site = host_of(customer.business_information.website_url)
    person = f"the mailbox of a person at {site} who opens the mail within seven days"
    if is_among(domain, FREE_MAIL | DISPOSABLE_MAIL):
        yield CONTACT_FREE.error(
            CONTACT,
            f"is at {domain}; a public company needs its own domain",
            text=domain,
            instead=person,
        )
    elif not borrowed(site) and not of_one_domain(domain, site):
        yield MAILBOX.warning(
            CONTACT, f"is at {domain}, while the website is {site}", text=domain, instead=person
        )
    if name.partition("+")[0] in _NOBODY:
        yield UNREAD.error(CONTACT, f"is a mailbox that nobody reads ({name}@)", instead=person)
    elif name in _ROLES:
        yield MAILBOX.warning(CONTACT, f"is a shared mailbox ({name}@)", instead=person)


def people_differ(customer: Customer) -> Iterator[Finding]:
    """30703, 30748: two representatives with one mailbox or one phone."""
    people = customer.authorized_representatives
    if len(people) < 2:
        return
    for name in ("email", "phone_number"):
        first, second = (str(getattr(person, name)).lower() for person in people)
        if first == second:
            yield SAME.warning(
                f"authorized_representatives[1].{name}",
                "is that of the first representative too",
                instead="one of their own, or one representative only",
            )


def phones_can_be_called(customer: Customer) -> Iterator[Finding]:
    """30701, 22218: a number that no phone company can have given out."""
    for number, person in enumerate(customer.authorized_representatives):
        field = f"authorized_representatives[{number}].phone_number"
        instead = "a number at which the person answers"
        if _is_fictional(person.phone_number):
            yield PHONE.warning(field, "is a fictional number (555-01xx)", instead=instead)
        elif not phonenumbers.is_valid_number(phonenumbers.parse(person.phone_number)):
            yield PHONE.warning(
                field, "has an area code or exchange that is not in use", instead=instead
            )


def _is_fictional(number: str) -> bool:
    return number.startswith("+1") and number[5:10] == "55501"


CHECKS: Final = (
    mailboxes_are_the_company_s,
    contact_of_a_public_company,
    people_differ,
    phones_can_be_called,
)
