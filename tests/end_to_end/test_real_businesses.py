"""Customers that are not a plain private company: what of their document goes where."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml

from tests.cast import Document, acme_document
from tests.conftest import SandboxAccount
from tests.end_to_end.commands import ROOT, Home, journal

SECRET = "never-shown-secret"
TOKEN = f"cv|1.0|tcr|10dlc|3f2b8c1a-9d4e-4f6a-8b7c-0123456789ab|{SECRET}"


def written(folder: Path, document: Document) -> Path:
    file = folder / f"{document['customer']}.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return file


def test_the_name_under_which_a_business_trades_is_on_its_address_and_nowhere_else(
    at_account: Home, account: SandboxAccount
) -> None:
    document = acme_document()
    document["business_information"]["doing_business_as"] = "Peak Gear"
    file = written(at_account.path, document)
    ran = at_account.run("onboard", file, "--target", account.sandbox.url)
    assert ran.code == 0
    bodies = [(entry["target"], str(entry["request"] or "")) for entry in journal(account)]
    (address,) = [body for target, body in bodies if target.endswith("/Addresses.json") and body]
    assert parse_qs(address)["CustomerName"] == ["Peak Gear"]
    assert sum("Peak" in body for _, body in bodies) == 1


def test_a_token_of_campaign_verify_is_shown_nowhere(
    at_account: Home, account: SandboxAccount
) -> None:
    document = acme_document()
    document["brand"] = {"campaign_verify_token": TOKEN}
    file = written(at_account.path, document)
    url = account.sandbox.url
    ran = at_account.run("onboard", file, "--target", url, "--json", "--wait", "0")
    status = at_account.run("status", "acme", "--json")
    document["brand"] = {"campaign_verify_token": TOKEN + "|broken"}
    refused = at_account.run("check", written(at_account.path, document))
    assert refused.code == 2
    assert "brand.campaign_verify_token: must be the whole token" in refused.out
    printed = [part for one in (ran, status, refused) for part in (one.out, one.err)]
    assert not any(SECRET in part for part in printed)
    kept = [path for path in at_account.path.rglob("*") if path.is_file() and path != file]
    assert kept
    assert not any(SECRET.encode() in path.read_bytes() for path in kept)


PAGE = (ROOT / "docs" / "reference" / "customer_document.md").read_text(encoding="utf-8")
COLUMNS = (
    "business_information.business_type",
    "business_information.business_registration_identifier",
    "messaging_profile.company_type",
    "business_information.business_industry",
)
OWN: dict[str, dict[str, str | bool]] = {
    "LLC, PLLC": {"business_information.business_name": "Ridge Orthopedics PLLC"},
    "Corporation, professional corporation": {
        "business_information.business_name": "Ridge Dental, P.C."
    },
    "Partnership": {"business_information.business_name": "Smith and Jones"},
    "Business with a trade name (DBA), franchisee": {
        "business_information.doing_business_as": "Peak Gear"
    },
    "Public company": {
        "business_information.business_name": "Acme Outfitters Inc",
        "messaging_profile.stock_exchange": "NYSE",
        "messaging_profile.stock_ticker": "M&M",
        "messaging_profile.brand_contact_email": "maria.lindqvist@acme-outfitters.example",
    },
    "City, county, agency": {"business_information.business_name": "City of Golf"},
    "Public school district": {
        "business_information.business_name": "Golf Independent School District"
    },
    "501(c)(3)": {"campaign.us_app_to_person_usecase": "CHARITY"},
    "501(c)(4), (5), (6)": {"campaign.us_app_to_person_usecase": "MIXED"},
    "527: candidate, party, PAC": {
        "business_information.business_name": "Jane Doe for Congress",
        "campaign.us_app_to_person_usecase": "POLITICAL",
        "brand.campaign_verify_token": TOKEN,
        "brand.skip_automatic_sec_vet": True,
    },
    "Church": {"business_information.business_name": "Grace Chapel"},
    "Canadian company": {
        "business_information.business_name": "Maple Outfitters Ltd",
        "business_information.business_registration_number": "123026635",
        "address.iso_country": "CA",
        "address.region": "ON",
        "address.postal_code": "M5H 2N2",
    },
    "Business elsewhere": {
        "business_information.business_name": "Alpen Ausr\u00fcster GmbH",
        "business_information.business_registration_identifier": "Other",
        "business_information.business_registration_number": "HRB 12345",
        "address.iso_country": "DE",
        "address.region": "Bayern",
        "address.postal_code": "80331",
    },
}


def rows() -> dict[str, list[str]]:
    section = PAGE.partition("## Which business files how")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:2] == "| "]
    return {cells[0]: cells[1:] for cells in lines[2:]}


def document_of(who: str) -> Document:
    """Write the document of a row: what its cells say in code, and what it needs beside."""
    values: dict[str, str | bool] = {}
    for column, cell in zip(COLUMNS, rows()[who], strict=False):
        found = re.fullmatch(r"`([^`]+)`", cell)
        if found:
            values[column] = found[1]
    document: Any = copy.deepcopy(acme_document())
    for path, value in (values | OWN[who]).items():
        section, _, name = path.partition(".")
        document.setdefault(section, {})[name] = value
    return dict(document)


def test_every_row_but_that_of_sole_proprietors_has_a_document() -> None:
    assert set(rows()) - set(OWN) == {"Sole proprietor"}


@pytest.mark.parametrize("who", OWN)
def test_a_document_that_follows_its_row_passes_check(who: str, home: Home) -> None:
    ran = home.run("check", written(home.path, document_of(who)))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1, ran.out


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("brand", "brand_type", "SOLE_PROPRIETOR"),
        ("business_information", "business_type", "Sole Proprietorship"),
        ("campaign", "us_app_to_person_usecase", "SOLE_PROPRIETOR"),
    ],
)
def test_a_sole_proprietor_is_told_why_not(section: str, name: str, value: str, home: Home) -> None:
    document = acme_document()
    document.setdefault(section, {})[name] = value
    ran = home.run("check", written(home.path, document))
    assert ran.code == 2
    assert re.search(r"support(ed)? yet", ran.out)
    assert "EIN" in ran.out
