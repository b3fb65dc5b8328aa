"""Nothing is paid while something that costs nothing can still show that it would be wasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, resources

ACME = EXAMPLES / "acme.yaml"


def onboard(home: Home, account: SandboxAccount, file: Path = ACME, *options: str) -> Ran:
    return home.run("onboard", file, "--target", account.sandbox.url, "--data", home.data, *options)


def kinds(account: SandboxAccount) -> list[str]:
    return [kind for kind, _ in resources(account)]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("customer_profile", [18602]), ("trust_product", [18601]), ("customer_profile", [])],
)
def test_a_bundle_that_is_rejected_costs_no_brand(
    kind: str, codes: list[int], at_account: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/verdicts", kind=kind, outcome="reject", codes=codes)
    ran = onboard(at_account, account)
    assert ran.code == 3, ran
    assert "BrandRegistration" not in kinds(account)


def test_a_bundle_that_stays_in_review_costs_no_brand(
    at_account: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/verdicts", kind="customer_profile", outcome="hold")
    ran = onboard(at_account, account, ACME, "--wait", "1")
    assert ran.code == 1, ran
    assert "BrandRegistration" not in kinds(account)
    assert "acme is not ready yet: preparing" in ran.out


def test_with_waiting_turned_off_the_brand_is_registered_while_the_bundles_are_in_review(
    at_account: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/verdicts", kind="customer_profile", outcome="hold")
    impatient = at_account.with_settings(TENDLC_WAIT_FOR_APPROVAL="false")
    ran = onboard(impatient, account, ACME, "--wait", "1")
    assert ran.code == 1, ran
    assert kinds(account).count("BrandRegistration") == 1
