"""Whole filings, and harmless texts against each word list, as the reviewers read them."""

from __future__ import annotations

from typing import Any

import pytest

from tendlc.sandbox.behaviour.review import CampaignBrand, review_campaign
from tests.unit.behaviour import handed_in as given_
from tests.unit.behaviour.filings import Filing, codes, filings, foreseen, lines


def reviewed(**changes: Any) -> tuple[int, ...]:
    return tuple(error.code for error in review_campaign(given_.campaign(**changes)).errors)


def harmless(table: str, *names: str) -> list[Any]:
    return [
        pytest.param(text, id=f"{name}: {text}")
        for name, texts in lines(table).items()
        if not names or name in names
        for text in texts
    ]


def filed(*, refused: bool) -> list[Any]:
    return [
        pytest.param(filing, id=f"{filing['name']}: {filing.get('kind', '')}")
        for table in ("approvable", "rejectable", "more", "published_manner", "last")
        for filing in filings(table)
        if ("family" in filing) is refused
    ]


@pytest.mark.parametrize("filing", filed(refused=False))
def test_a_filing_that_the_criteria_let_pass_is_approved(filing: Filing) -> None:
    assert codes(filing) == ()


@pytest.mark.parametrize("filing", filed(refused=True))
def test_a_filing_that_the_criteria_refuse_gets_a_code_of_the_right_family(filing: Filing) -> None:
    assert foreseen(filing).intersection(codes(filing))


@pytest.mark.parametrize("text", harmless("harmless_trade"))
def test_harmless_words_of_a_trade_pass_in_a_description(text: str) -> None:
    about = "Acme Outfitters informs customers who signed up of orders and visits."
    assert reviewed(description=f"{about} {text}") == ()


@pytest.mark.parametrize("text", harmless("harmless_trade"))
def test_harmless_words_of_a_trade_pass_in_a_sample(text: str) -> None:
    samples = [f"Acme Outfitters: {text} Reply STOP to end.", "Acme Outfitters: see you at noon."]
    found = reviewed(
        message_samples=samples, use_case="ACCOUNT_NOTIFICATION", has_embedded_links=False
    )
    assert found == ()


@pytest.mark.parametrize("text", harmless("harmless_flow"))
@pytest.mark.parametrize("first", [True, False])
def test_harmless_words_pass_in_a_message_flow(text: str, first: bool) -> None:
    words = (text, given_.MESSAGE_FLOW) if first else (given_.MESSAGE_FLOW, text)
    assert reviewed(message_flow=" ".join(words)) == ()


@pytest.mark.parametrize("text", harmless("harmless_replies", "farewells"))
def test_a_reply_to_stop_tells_the_end_in_many_ways(text: str) -> None:
    assert reviewed(opt_out_message=text) == ()


@pytest.mark.parametrize("text", harmless("harmless_replies", "english"))
def test_english_texts_hold_foreign_words(text: str) -> None:
    assert reviewed(description=f"{text} Customers rent tents.") == ()


@pytest.mark.parametrize("name", harmless("harmless_replies", "traders"))
def test_a_sole_proprietor_may_have_any_name_but_that_of_a_company(name: str) -> None:
    found = reviewed(
        brand=CampaignBrand(name=name, brand_type="SOLE_PROPRIETOR"),
        use_case="SOLE_PROPRIETOR",
        description=f"{name} reminds customers of lessons and visits.",
        message_flow=given_.MESSAGE_FLOW.replace("Acme Outfitters", name),
        message_samples=[f"{name}: see you at noon. Reply STOP to end.", f"{name}: thank you."],
        has_embedded_links=False,
    )
    assert found == ()
