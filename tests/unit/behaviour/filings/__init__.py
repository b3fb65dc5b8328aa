"""Filings and texts with the outcome that the published criteria ask for.

A filing says only what matters in it; the rest is an ordinary campaign of that business.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tendlc.sandbox.behaviour.review import CampaignBrand, CampaignSubmission, review_campaign

Filing = dict[str, Any]

_HERE = Path(__file__).parent
_SUFFIXES = (" LLC", " Inc", " PLLC", " Co", " PC", " PA", " LLP", " LP")
FAMILIES: dict[str, frozenset[int]] = {
    "opt-in": frozenset(
        {30896, 30909, 30917, 30921, 30923, 30924, 30925, 30913, 30540, 30543, 30544, 30545}
        | {30548, 30551, 30553, 30555, 30556, 30569, 30570}
    ),
    "confirmation": frozenset({30540, 30896, 30887, 30909}),
    "privacy": frozenset({30908, 30932, 30933, 30896}),
    "terms": frozenset({30882, 30934}),
    "description": frozenset({30886, 30893, 30497, 30534, 30537, 30538}),
    "brand": frozenset({30894, 30907, 30927}),
    "opt-out": frozenset({30887}),
    "help": frozenset({30890}),
    "links": frozenset({30892}),
    "flags": frozenset({30889}),
    "forbidden": frozenset(
        {30532, 30533, 30883, 30884, 30885, 30897, 30929, 30941, 30950, 30951, 30962}
        | {30860, 30863, 30866, 30867, 30869}
    ),
    "lending": frozenset({30895}),
    "age": frozenset({30888}),
    "language": frozenset({30910}),
}
"""Codes that stand for one another, because reviewers stop at the first fault."""


@cache
def filings(name: str) -> tuple[Filing, ...]:
    """Return the filings of a table."""
    return tuple(_table(name)["filing"])


@cache
def lines(name: str) -> dict[str, list[str]]:
    """Return the lists of a table of texts."""
    return {key: value.strip().splitlines() for key, value in _table(name).items()}


def codes(filing: Filing) -> tuple[int, ...]:
    """Return what the reviewers object to."""
    return tuple(error.code for error in review_campaign(submission(filing)).errors)


def foreseen(filing: Filing) -> frozenset[int]:
    """Return the codes that would be right for a filing that is to be refused."""
    names = (filing["family"], *filing.get("also", ()))
    return frozenset().union(*(FAMILIES[name] for name in names))


def submission(filing: Filing) -> CampaignSubmission:
    """Return a filing as the campaign that was handed in."""
    name = short = filing["name"]
    for suffix in _SUFFIXES:
        short = short.removesuffix(suffix)
    domain = "".join(sign for sign in short.casefold() if sign.isalnum())
    site = filing.get("site", f"https://www.{domain}.example")
    samples = filing.get("samples") or [
        f"{short}: this is an update for [first name]. Reply STOP to opt out.",
        f"{short}: we look forward to seeing you on [date]. Reply STOP to opt out.",
    ]
    use_case = filing.get("use", "LOW_VOLUME")
    if use_case == "2FA" and "samples" not in filing:
        samples = [f"{short}: your code is [code].", f"{short}: use [code] to sign in."]
    return CampaignSubmission(
        brand=CampaignBrand(
            name=name,
            website_url=site,
            tax_exempt_status=filing.get("exempt"),
            brand_type="SOLE_PROPRIETOR" if filing.get("sole") else "STANDARD",
        ),
        use_case=use_case,
        description=filing["description"],
        message_flow=filing.get("flow") or _flow(short, site),
        message_samples=samples,
        has_embedded_links=filing.get("links", False),
        has_embedded_phone=filing.get("phone", False),
        privacy_policy_url=filing.get("privacy_policy_url", f"{site}/privacy"),
        terms_and_conditions_url=filing.get("terms_and_conditions_url", f"{site}/terms"),
        **{key: filing[key] for key in _AS_THEY_ARE if key in filing},
    )


_AS_THEY_ARE = (
    *("direct_lending", "age_gated", "opt_in_keywords"),
    *("opt_in_message", "opt_out_message", "help_message"),
)


def _flow(name: str, site: str) -> str:
    return (
        f"Customers opt in at {site}/texts by entering a mobile number and checking an optional,"
        f' unchecked box: "I agree to receive text messages from {name}. Message frequency varies.'
        ' Message and data rates may apply. Reply STOP to opt out or HELP for help." The page links'
        " to the privacy policy and the terms. Numbers are not shared for marketing."
    )


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / f"{name}.toml").read_text())
