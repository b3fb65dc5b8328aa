"""Every rule of the preflight: what it finds, and the neighbor that it leaves alone."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tendlc.catalog.error_codes import error_codes
from tendlc.domain.customer import Customer
from tendlc.domain.findings import Finding
from tendlc.rules.preflight import packs
from tendlc.rules.preflight.rule import Rule
from tests.cast import (
    Document,
    acme_document,
    borealis_document,
    delta_aid_document,
    everybody,
    golf_city_document,
)

BUSINESS = "business_information."
NAME = BUSINESS + "business_name"
NUMBER = BUSINESS + "business_registration_number"
IDENTIFIER = BUSINESS + "business_registration_identifier"
WEBSITE = BUSINESS + "website_url"
TYPE = BUSINESS + "business_type"
INDUSTRY = BUSINESS + "business_industry"
PERSON = "authorized_representatives.0."
USE_CASE = "campaign.us_app_to_person_usecase"
COMPANY = "messaging_profile.company_type"
CONTACT = "messaging_profile.brand_contact_email"
TOKEN = "cv|1.0|tcr|10dlc|3f2b8c1a-9d4e-4f6a-8b7c-0123456789ab|never-shown"
SAID = Path(__file__).with_name("said.txt")
CAST = {
    "acme": acme_document,
    "borealis": borealis_document,
    "delta": delta_aid_document,
    "golf": golf_city_document,
}


def changed(who: str, **values: Any) -> Document:
    """Copy a document of the cast with values set by their path; __ stands for a dot."""
    document: Any = copy.deepcopy(CAST[who]())
    for path, value in values.items():
        *sections, name = path.replace("__", ".").split(".")
        place = document
        for section in sections:
            place = place[int(section)] if section.isdigit() else place.setdefault(section, {})
        place[int(name) if name.isdigit() else name] = value
    return dict(document)


def findings_of(who: str, values: dict[str, Any]) -> tuple[Finding, ...]:
    return packs.preflight(Customer.model_validate(changed(who, **values)))


def found(who: str, values: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one.rule, str(one.severity), one.field) for one in findings_of(who, values)]


def test_nothing_is_found_in_good_customers() -> None:
    made_up = ("warning", "ein-never-issued")
    for customer in everybody():
        findings = [(str(one.severity), one.rule) for one in packs.preflight(customer)]
        assert findings == ([made_up] if customer.customer == "echo-salons" else [])


CANADA = {
    "address.iso_country": "CA",
    "address.region": "ON",
    "address.postal_code": "M5H 2N2",
    IDENTIFIER: "CBN",
    NUMBER: "123026635",
}
GERMANY = {
    "address.iso_country": "DE",
    "address.region": "Bayern",
    "address.postal_code": "80331",
    IDENTIFIER: "Other",
    NUMBER: "HRB 12345",
}
PUERTO_RICO = {
    "address.iso_country": "PR",
    "address.region": "PR",
    "address.postal_code": "00901",
}

FINDS: list[tuple[str, dict[str, Any], str, str, str | None]] = [
    # identity
    ("acme", {NAME: "Acme LLC dba Peak Gear"}, "trade-name-in-legal-name", "warning", NAME),
    ("acme", {NAME: "Acme LLC D/B/A Peak"}, "trade-name-in-legal-name", "warning", NAME),
    ("acme", {NAME: "Acme Outfitters"}, "legal-form-missing", "warning", NAME),
    ("acme", {NAME: "Acme Outfitters", TYPE: "Corporation"}, "legal-form-missing", "warning", NAME),
    *(
        ("acme", {NAME: f"{letter}cme Outfitters LLC"}, "obfuscated-name", "error", NAME)
        for letter in ("\u0410", "\u0391", "\u0531", "\u13aa")
    ),
    ("acme", {NAME: "\u041a\u00e9\u041a Outfitters LLC"}, "obfuscated-name", "error", NAME),
    ("acme", {NAME: "Acme \u0378 LLC"}, "obfuscated-name", "error", NAME),
    ("acme", {NAME: "Acme \U0001f680 LLC"}, "obfuscated-name", "error", NAME),
    ("acme", {NAME: "\uff21\uff43\uff4d\uff45 LLC"}, "obfuscated-name", "error", NAME),
    ("acme", {NAME: "Acme!! LLC"}, "obfuscated-name", "warning", NAME),
    (
        "acme",
        {PERSON + "last_name": "\u2014"},
        "obfuscated-name",
        "error",
        "authorized_representatives[0].last_name",
    ),
    ("acme", {NUMBER: "07-1234567"}, "ein-never-issued", "warning", NUMBER),
    ("acme", {NUMBER: "222222222"}, "ein-never-issued", "warning", NUMBER),
    ("acme", {NUMBER: "22-2222222"}, "ein-never-issued", "warning", NUMBER),
    ("acme", {NUMBER: "123456789"}, "ein-never-issued", "warning", NUMBER),
    ("acme", {IDENTIFIER: "DUNS", NUMBER: "123456789"}, "duns-number", "error", IDENTIFIER),
    (
        "acme",
        GERMANY | {IDENTIFIER: "DUNS", NUMBER: "123456789"},
        "duns-number",
        "warning",
        IDENTIFIER,
    ),
    (
        "acme",
        CANADA | {IDENTIFIER: "DUNS", NUMBER: "123456789"},
        "duns-number",
        "warning",
        IDENTIFIER,
    ),
    (
        "acme",
        {IDENTIFIER: "CN", NUMBER: "SC123456"},
        "register-of-another-country",
        "warning",
        IDENTIFIER,
    ),
    (
        "acme",
        GERMANY | {IDENTIFIER: "CIN", NUMBER: "U12345"},
        "register-of-another-country",
        "warning",
        IDENTIFIER,
    ),
    (
        "acme",
        CANADA | {IDENTIFIER: "Other"},
        "register-of-another-country",
        "warning",
        IDENTIFIER,
    ),
    # people
    *(
        ("acme", {PERSON + "email": mail}, rule, severity, "authorized_representatives[0].email")
        for mail, rule, severity in (
            ("maria@gmail.com", "free-mail", "warning"),
            ("maria@mailinator.com", "disposable-mail", "error"),
            ("maria@isv.example", "mail-of-another-domain", "warning"),
        )
    ),
    (
        "acme",
        {"authorized_representatives.1.email": "Maria.Lindqvist@acme-outfitters.example"},
        "same-contact-twice",
        "warning",
        "authorized_representatives[1].email",
    ),
    (
        "acme",
        {"authorized_representatives.1.phone_number": "+13032927714"},
        "same-contact-twice",
        "warning",
        "authorized_representatives[1].phone_number",
    ),
    *(
        (
            "acme",
            {PERSON + "phone_number": number},
            "phone-not-in-use",
            "warning",
            "authorized_representatives[0].phone_number",
        )
        for number in ("+11234567890", "+12225557890", "+13031234567", "+13035550123")
    ),
    *(
        ("borealis", {CONTACT: mail}, rule, severity, CONTACT)
        for mail, rule, severity in (
            ("jane@gmail.com", "free-mail-of-a-public-company", "error"),
            ("jane@other.example", "shared-mailbox", "warning"),
            ("info@borealis-energy.example", "shared-mailbox", "warning"),
            ("noreply@borealis-energy.example", "mailbox-nobody-reads", "error"),
            ("noreply+a2p@borealis-energy.example", "mailbox-nobody-reads", "error"),
        )
    ),
    # address
    *(
        ("acme", {"address.street": street}, "post-office-box", "error", "address.street")
        for street in (
            "PO Box 12",
            "P.O. Box 12",
            "p o box 12",
            "POB 12",
            "Post Office Box 7",
            "PMB 401",
            "Box 12",
            "12 Main Street, PO Box 5",
        )
    ),
    (
        "acme",
        {"address.street_secondary": "PMB 12"},
        "post-office-box",
        "warning",
        "address.street_secondary",
    ),
    ("acme", GERMANY | {"address.street": "Postfach 12"}, "post-office-box", "error", None),
    ("acme", {"address.street": "Blake Street"}, "street-without-number", "warning", None),
    ("acme", CANADA | {"address.street": "Bay Street"}, "street-without-number", "warning", None),
    ("acme", {"address.postal_code": "94107"}, "postal-code-of-another-state", "warning", None),
    (
        "acme",
        CANADA | {"address.postal_code": "V5K 0A1"},
        "postal-code-of-another-state",
        "warning",
        "address.postal_code",
    ),
    ("acme", GERMANY | {"address.iso_country": "CU"}, "blocked-country", "error", None),
    ("acme", PUERTO_RICO, "territory-as-a-country", "warning", "address.iso_country"),
    # company type
    ("golf", PUERTO_RICO, "government-outside-the-us", "error", "address.iso_country"),
    ("golf", GERMANY, "government-outside-the-us", "error", COMPANY),
    ("golf", {TYPE: "Corporation"}, "government-form", "warning", TYPE),
    ("golf", {INDUSTRY: "EDUCATION"}, "government-form", "warning", INDUSTRY),
    ("delta", {TYPE: "Limited Liability Corporation"}, "non-profit-form", "warning", TYPE),
    ("delta", {INDUSTRY: "HEALTHCARE"}, "non-profit-form", "warning", INDUSTRY),
    ("delta", GERMANY, "non-profit-form", "warning", COMPANY),
    # listing
    (
        "borealis",
        {"messaging_profile.stock_exchange": "NONE"},
        "public-without-exchange",
        "error",
        "messaging_profile.stock_exchange",
    ),
    ("borealis", {TYPE: "Non-profit Corporation"}, "public-form", "warning", TYPE),
    # websites
    ("acme", {WEBSITE: "https://bit.ly/acme"}, "shortened-address", "error", WEBSITE),
    ("acme", {WEBSITE: "https://www.facebook.com/acme"}, "website-not-its-own", "warning", WEBSITE),
    ("acme", {WEBSITE: "https://acme.wixsite.com/shop"}, "website-not-its-own", "warning", WEBSITE),
    ("acme", {WEBSITE: "https://203.0.113.7/"}, "website-not-its-own", "warning", WEBSITE),
    (
        "acme",
        {WEBSITE: "http://www.acme-outfitters.example"},
        "address-without-tls",
        "note",
        WEBSITE,
    ),
    *(
        (
            "acme",
            {"campaign.privacy_policy_url": url},
            rule,
            severity,
            "campaign.privacy_policy_url",
        )
        for url, rule, severity in (
            ("https://tinyurl.com/p", "shortened-address", "error"),
            ("https://www.facebook.com/acme/privacy", "policy-address", "warning"),
            ("https://www.acme-outfitters.example/", "policy-address", "warning"),
            ("http://www.acme-outfitters.example/privacy", "policy-address", "warning"),
            ("https://policies.example/acme", "policy-address", "warning"),
        )
    ),
    (
        "acme",
        {"campaign.terms_and_conditions_url": "https://www.acme-outfitters.example/privacy"},
        "policy-address",
        "warning",
        "campaign.terms_and_conditions_url",
    ),
    # use case
    *(
        (who, {USE_CASE: "CHARITY"}, "charity-not-501c3", "error", USE_CASE)
        for who in ("acme", "borealis", "golf")
    ),
    (
        "delta",
        {USE_CASE: "CHARITY", INDUSTRY: "RELIGION"},
        "charity-of-a-church",
        "warning",
        USE_CASE,
    ),
    ("golf", {USE_CASE: "POLITICAL"}, "political-not-allowed", "error", USE_CASE),
    ("borealis", {USE_CASE: "POLITICAL"}, "political-not-allowed", "error", USE_CASE),
    (
        "acme",
        {USE_CASE: "POLITICAL"},
        "political-not-allowed",
        "error",
        "brand.campaign_verify_token",
    ),
    *(
        (
            "delta",
            {USE_CASE: "POLITICAL", NAME: name},
            "political-not-allowed",
            "error",
            "brand.campaign_verify_token",
        )
        for name in ("Jane Doe for Congress", "Delta PAC", "Delta Democratic Committee")
    ),
    (
        "delta",
        {USE_CASE: "POLITICAL"},
        "political-without-token",
        "warning",
        "brand.campaign_verify_token",
    ),
    (
        "delta",
        {"brand.campaign_verify_token": TOKEN},
        "token-does-not-fit",
        "warning",
        "brand.campaign_verify_token",
    ),
    (
        "delta",
        {
            USE_CASE: "POLITICAL",
            "brand.campaign_verify_token": TOKEN,
            "brand.skip_automatic_sec_vet": False,
        },
        "secondary-vetting-not-needed",
        "warning",
        "brand.skip_automatic_sec_vet",
    ),
    (
        "delta",
        {USE_CASE: "POLITICAL", "brand.campaign_verify_token": TOKEN, "brand.mock": True},
        "token-does-not-fit",
        "warning",
        "brand.campaign_verify_token",
    ),
    *(
        ("golf", {USE_CASE: case}, "use-case-needs-approval", "warning", USE_CASE)
        for case in (
            *("AGENTS_FRANCHISES", "PROXY", "EMERGENCY", "K12_EDUCATION", "SOCIAL", "SWEEPSTAKE"),
        )
    ),
    # consent
    (
        "acme",
        {"campaign.subscriber_opt_in": False},
        "no-consent",
        "error",
        "campaign.subscriber_opt_in",
    ),
    *(
        (
            "borealis",
            {"campaign.opt_in_keywords": ["ALERTS", word]},
            "keyword-of-another-meaning",
            "error",
            "campaign.opt_in_keywords[1]",
        )
        for word in ("STOP", "quit", "HELP")
    ),
    (
        "borealis",
        {"campaign.opt_out_keywords": ["BYE"]},
        "stop-not-among-keywords",
        "warning",
        "campaign.opt_out_keywords",
    ),
    # phone numbers
    ("acme", {"phone_numbers": [{}] * 50}, "numbers-need-a-pool", "warning", "phone_numbers"),
    (
        "acme",
        {"phone_numbers": [{"phone_number": "+12225557890"}]},
        "number-not-in-use",
        "warning",
        "phone_numbers[0].phone_number",
    ),
]


@pytest.mark.parametrize(("who", "values", "rule", "severity", "field"), FINDS)
def test_a_rule_finds(
    who: str, values: dict[str, Any], rule: str, severity: str, field: str | None
) -> None:
    findings = found(who, values)
    assert [one[:2] for one in findings] == [(rule, severity)]
    if field is not None:
        assert findings[0][2] == field


def test_what_is_said_stands_in_a_file_to_be_read() -> None:
    """Every finding of the table in its words; write the file anew by what the test shows."""
    told = {
        f"{one.severity} {one.rule} {one.field}: {one.message} | {one.instead} | {one.text} | "
        f"{', '.join(map(str, one.codes))} | {one.source}"
        for who, values, _, _, _ in FINDS
        for one in findings_of(who, values)
    }
    assert sorted(told) == SAID.read_text(encoding="utf-8").splitlines()


def test_every_rule_is_in_the_table() -> None:
    modules = {check.__module__ for pack in packs.PACKS for check in pack}
    rules = {
        value.id
        for module in modules
        for value in vars(__import__(module, fromlist=["x"])).values()
        if isinstance(value, Rule)
    }
    assert rules == {rule for _, _, rule, _, _ in FINDS}


LEAVES: list[tuple[str, dict[str, Any]]] = [
    ("acme", {NAME: "Acme Outfitters, L.L.C."}),
    ("acme", {NAME: "Sandbank LLC"}),
    ("acme", {NAME: "Caf\u00e9 M\u00fcller GmbH"}),
    ("acme", {NAME: "M&M's #1 Shop - Denver, Inc."}),
    ("acme", {NAME: "\u041e\u041e\u041e \u0420\u043e\u043c\u0430\u0448\u043a\u0430 LLC"}),
    ("acme", {NAME: "\u041a\u043e\u043a\u0430-Cola Bottling LLC"}),
    ("acme", {NAME: "E=MC\u00b2 Acme\u00ae LLC", PERSON + "first_name": "M\u00aa Jos\u00e9"}),
    ("acme", {TYPE: "Corporation", NAME: "First National Bank"}),
    ("acme", {TYPE: "Partnership", NAME: "Smith and Jones"}),
    ("acme", CANADA),
    ("acme", GERMANY),
    ("acme", GERMANY | {IDENTIFIER: "EIN", NUMBER: "98-1234567"}),
    ("acme", GERMANY | {"address.street": "Im Winkel"}),
    ("acme", {PERSON + "email": "maria@mail.acme-outfitters.example"}),
    (
        "acme",
        {
            PERSON + "email": "m@acme.co.uk",
            WEBSITE: "https://shop.acme.co.uk",
            "authorized_representatives.1.email": "d@acme.co.uk",
            "campaign.privacy_policy_url": "https://www.acme.co.uk/p",
            "campaign.terms_and_conditions_url": "https://www.acme.co.uk/t",
        },
    ),
    ("acme", {PERSON + "phone_number": "+18005882300"}),
    ("acme", {PERSON + "phone_number": "+442079460958"}),
    ("borealis", {CONTACT: "jane.doe@borealis-energy.example"}),
    ("acme", {CONTACT: "jane.doe@gmail.com"}),
    ("borealis", {"messaging_profile.stock_exchange": "OTHER"}),
    ("acme", {"address.street": "12 Boxwood Lane"}),
    ("acme", {"address.street": "1 Post Office Square"}),
    ("acme", {"address.street": "One Blake Street"}),
    ("acme", {"address.street_secondary": "Box Office Level 2"}),
    ("acme", {"address.region": "PR", "address.postal_code": "00901"}),
    ("golf", {"address.region": "GU", "address.postal_code": "96910"}),
    ("delta", {INDUSTRY: "RELIGION"}),
    ("delta", {USE_CASE: "CHARITY"}),
    ("delta", {USE_CASE: "POLITICAL", "brand.campaign_verify_token": TOKEN}),
    ("borealis", {"campaign.opt_in_keywords": ["START", "JOIN"]}),
    ("borealis", {"campaign.opt_out_keywords": ["stop", "BYE"]}),
    ("acme", {"phone_numbers": [{}] * 49}),
    ("acme", {"campaign.privacy_policy_url": "https://www.acme-outfitters.example/?page=privacy"}),
]


@pytest.mark.parametrize(("who", "values"), LEAVES)
def test_rules_leave_alone(who: str, values: dict[str, Any]) -> None:
    assert found(who, values) == []


def test_every_finding_foresees_codes_that_the_catalog_knows_and_says_what_to_do() -> None:
    for who, values, _, _, _ in FINDS:
        for finding in findings_of(who, values):
            assert set(finding.codes) <= error_codes().keys()
            assert finding.source
            assert finding.message
            assert finding.instead or finding.rule == "blocked-country"
            assert "never-shown" not in repr(finding)
            assert finding.severity != "error" or finding.sure


def test_the_heaviest_come_first() -> None:
    values = {
        WEBSITE: "http://www.acme-outfitters.example",
        NAME: "Acme Outfitters",
        "address.street": "PO Box 1",
    }
    assert [severity for _, severity, _ in found("acme", values)] == ["error", "warning", "note"]
