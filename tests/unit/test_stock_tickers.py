"""One rule for stock tickers, written twice: the document and the sandbox take the same ones."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tendlc.domain.business import MessagingProfile
from tendlc.sandbox.behaviour import brand_checks
from tendlc.sandbox.behaviour.brand_facts import BrandFacts

TICKERS = [
    *(("ACME", True), ("F", True), ("M&M", True), ("BRK/B", True), ("BRK.B", True)),
    *(("RDS-A", True), ("BRK B", True), ("0700", True), ("7203.T", True), ("BT.A.L", True)),
    *(("PBR'A", True), ("GME+", True), ("^GSPC", True), ("AB-DEF/GH9", True), ("aapl", True)),
    *(("\u00d8RSTED", True), ("", False), ("   ", False), ("ELEVENSIGNS", False)),
]


def taken_by_the_document(ticker: str) -> bool:
    try:
        MessagingProfile.model_validate(
            {
                "company_type": "public",
                "stock_exchange": "NYSE",
                "stock_ticker": ticker,
                "brand_contact_email": "jane@acme.example",
            }
        )
    except ValidationError:
        return False
    return True


def taken_by_the_sandbox(ticker: str) -> bool:
    facts = BrandFacts(
        business={},
        persons=(),
        address={"iso_country": "US", "region": "CO"},
        messaging={"company_type": "public", "stock_exchange": "NYSE", "stock_ticker": ticker},
        sole_proprietor={},
    )
    return not (*brand_checks.listing(facts), *brand_checks.lengths(facts))


@pytest.mark.parametrize(("ticker", "is_taken"), TICKERS)
def test_document_and_sandbox_agree(ticker: str, is_taken: bool) -> None:
    assert (taken_by_the_document(ticker), taken_by_the_sandbox(ticker)) == (is_taken, is_taken)
