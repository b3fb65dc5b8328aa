"""Customers that are not a plain private company: what of their document goes where."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import yaml

from tests.cast import Document, acme_document
from tests.conftest import SandboxAccount
from tests.end_to_end.commands import Home, journal

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
    assert "brand.campaign_verify_token: must be the whole token" in refused.err
    printed = [part for one in (ran, status, refused) for part in (one.out, one.err)]
    assert not any(SECRET in part for part in printed)
    kept = [path for path in at_account.path.rglob("*") if path.is_file() and path != file]
    assert kept
    assert not any(SECRET.encode() in path.read_bytes() for path in kept)
