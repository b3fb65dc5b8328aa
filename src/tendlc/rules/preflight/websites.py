"""Rules over web addresses as they are written; no page is opened.

What stands on the pages is for a later look, which needs the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight.hosts import SHORTENER, borrowed, host_of, of_one_domain
from tendlc.rules.preflight.rule import Rule

WEBSITE: Final = "business_information.website_url"
_POLICIES: Final = {"privacy_policy_url": 30908, "terms_and_conditions_url": 30882}
_OWN: Final = "an https address on a domain of the business"

SITE: Final = Rule(
    id="website-not-its-own",
    codes=(30891, 30907),
    source="Bandwidth, 10DLC vetting guide",
    sure=False,
)
SHORTENED: Final = Rule(
    id="shortened-address", codes=(30892,), source="Twilio, Forbidden message categories"
)
PLAIN: Final = Rule(
    id="address-without-tls", codes=(30892,), source="Twilio, error 30892", sure=False
)
POLICY: Final = Rule(
    id="policy-address", codes=(30908, 30882), source="Twilio, errors 30908 and 30882", sure=False
)


def website_is_the_company_s(customer: Customer) -> Iterator[Finding]:
    """30891, 30907, 30892: a site that is not the business's own, or cannot be trusted."""
    url = customer.business_information.website_url
    kind = borrowed(host_of(url))
    if kind == SHORTENER:
        yield SHORTENED.error(WEBSITE, f"is {SHORTENER}", instead=_OWN)
    elif kind:
        yield SITE.warning(WEBSITE, f"is {kind}", instead=_OWN)
    if url.lower().startswith("http://"):
        yield PLAIN.note(WEBSITE, "is not encrypted (http)", instead="https, if the site has it")


def policies_are_pages_of_their_own(customer: Customer) -> Iterator[Finding]:
    """30908, 30882: policy addresses that reviewers do not take for policies of this business."""
    campaign = customer.campaign
    site = host_of(customer.business_information.website_url)
    for name in _POLICIES:
        url, field = str(getattr(campaign, name)), f"campaign.{name}"
        kind = borrowed(host_of(url))
        if kind == SHORTENER:
            yield SHORTENED.error(field, f"is {SHORTENER}", instead=_OWN)
        elif kind:
            yield POLICY.warning(field, f"is {kind}", instead=_OWN)
        elif urlsplit(url).path.strip("/") == "" and not urlsplit(url).query:
            yield POLICY.warning(field, "is a home page", instead="the page of the policy itself")
        elif url.lower().startswith("http://"):
            yield POLICY.warning(field, "is not encrypted (http)", instead="https")
        elif not borrowed(site) and not of_one_domain(host_of(url), site):
            yield POLICY.warning(
                field,
                f"is on {host_of(url)}, another domain than the website",
                instead="a page on the website of the business",
            )
    if campaign.privacy_policy_url == campaign.terms_and_conditions_url:
        yield POLICY.warning(
            "campaign.terms_and_conditions_url",
            "is the page of the privacy policy too",
            instead="a page for each of the two",
        )


CHECKS: Final = (website_is_the_company_s, policies_are_pages_of_their_own)
