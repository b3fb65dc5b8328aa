from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendlc.sandbox.behaviour.lifecycles import CAMPAIGN
from tendlc.sandbox.behaviour.magic import campaign_codes
from tendlc.sandbox.behaviour.review import (
    CampaignBrand,
    CampaignSubmission,
    CampaignVerdict,
    rate_limits_of,
    review_campaign,
)
from tests import cast
from tests.unit.behaviour import handed_in as given_

BRAND = "Acme Outfitters LLC"


def codes(verdict: CampaignVerdict) -> tuple[int, ...]:
    return tuple(error.code for error in verdict.errors)


def reviewed(**changes: Any) -> tuple[int, ...]:
    return codes(review_campaign(given_.campaign(**changes)))


def samples(*texts: str) -> list[str]:
    return [f"Acme Outfitters: {text} Reply STOP to end." for text in texts]


def of_document(document: cast.Document) -> CampaignSubmission:
    business, campaign = document["business_information"], document["campaign"]
    taken = {key: value for key, value in campaign.items() if key in CampaignSubmission.__slots__}
    charity = document["messaging_profile"]["company_type"] == "non-profit"
    brand = CampaignBrand(
        name=business["business_name"],
        website_url=business["website_url"],
        tax_exempt_status="501c3" if charity else None,
    )
    return CampaignSubmission(brand=brand, use_case=campaign["us_app_to_person_usecase"], **taken)


def test_a_plain_campaign_is_approved_with_the_limits_of_its_score() -> None:
    verdict = review_campaign(given_.campaign())
    assert (verdict.approved, verdict.path) == (True, ("submit", "approve"))
    assert verdict.rate_limits == {
        "att": {"mps": 75.0, "msg_class": "A"},
        "tmobile": {"brand_tier": "TOP"},
    }


@pytest.mark.parametrize(
    "document", [cast.acme_document, cast.borealis_document, cast.delta_aid_document]
)
def test_the_campaigns_of_the_examples_pass(document: Callable[[], cast.Document]) -> None:
    assert codes(review_campaign(of_document(document()))) == ()


@pytest.mark.parametrize("code", sorted(campaign_codes()))
def test_every_code_of_a_campaign_can_be_forced(code: int) -> None:
    assert reviewed(description=f"Words about it. [sandbox:{code}]") == (code,)


def test_tax_number_of_the_brand_forces_a_code() -> None:
    brand = CampaignBrand(name=BRAND, registration_number="00-0030909")
    assert reviewed(brand=brand) == (30909,)


def test_missing_urls_are_refused_at_once_with_the_fields_of_the_api() -> None:
    verdict = review_campaign(
        given_.campaign(privacy_policy_url=None, terms_and_conditions_url=" ")
    )
    assert (verdict.instant, verdict.path) == (True, ("reject-at-once",))
    assert [(error.code, error.fields) for error in verdict.errors] == [
        (30908, ("PRIVACY_POLICY_URL",)),
        (30882, ("TERMS_AND_CONDITIONS_URL",)),
    ]


def test_description_has_the_name_of_the_api() -> None:
    verdict = review_campaign(given_.campaign(description="texts texts texts texts texts texts"))
    assert [(error.code, error.fields) for error in verdict.errors] == [
        (30886, ("USE_CASE_DESCRIPTION",))
    ]


@pytest.mark.parametrize(
    ("texts", "links", "phone", "code"),
    [
        (["Track it at acme.example/t/1."], True, False, None),
        (["Track it at [link]."], True, False, None),
        (["Track it at [link]."], False, False, None),
        (["Call 303-292-7714."], False, True, None),
        (["Call [phone number]."], False, True, None),
        (["Write to help@acme.example."], False, False, None),
        (["Code 123456 is yours until 12.30."], False, False, None),
        (["Track it at https://acme.example/t."], False, False, 30889),
        (["It is ready."], True, False, None),
        (["Call (303) 292-7714."], False, False, 30889),
        (["It is ready."], False, True, 30889),
        (["See https://bit.ly/abc."], True, False, 30892),
        (["See http://acme.example/a."], True, False, 30892),
        (["See https://habit.lyceum.example/a."], True, False, None),
    ],
)
def test_flags_and_links_agree_with_the_samples(
    texts: list[str], links: bool, phone: bool, code: int | None
) -> None:
    found = reviewed(
        message_samples=samples(*texts), has_embedded_links=links, has_embedded_phone=phone
    )
    assert found == ((code,) if code else ())


@pytest.mark.parametrize(
    ("name", "sample", "named"),
    [
        ("Acme Outfitters LLC", "ACME: ready.", True),
        ("Acme Outfitters LLC", "[Business name]: ready.", True),
        ("Acme Tent Makers Inc", "ATM! ready.", False),
        ("Acme All Season LLC", "Call us.", False),
        ("American Tent Makers", "ATM: ready.", True),
        ("Acme Outfitters LLC", "Your order is ready.", False),
        ("Acme [sandbox:score-9]", "Acme: ready.", True),
    ],
)
def test_a_sample_names_the_brand(name: str, sample: str, named: bool) -> None:
    found = reviewed(
        brand=CampaignBrand(name=name),
        message_samples=[f"{sample} Reply STOP to end."],
        has_embedded_links=False,
    )
    assert found == (() if named else (30893,))


def test_somewhere_it_says_how_to_stop() -> None:
    silent = ["Acme Outfitters: ready.", "Acme Outfitters: on its way."]
    untold = (
        "Customers tick an optional box at https://acme.example/texts"
        " for texts from Acme Outfitters."
        " Message and data rates may apply."
    )
    given = {"message_samples": silent, "has_embedded_links": False}
    assert reviewed(**given, message_flow=untold) == (30887,)
    assert reviewed(**given, message_flow=f"{untold} Reply STOP to end.") == ()


def test_flow_without_any_consent_is_30909() -> None:
    flow = "We have a list of people who bought something at some time in the past."
    assert reviewed(message_flow=flow) == (30909,)


@pytest.mark.parametrize(
    "flow",
    [
        "Customers must opt in to receive messages; a box, unchecked, is on our booking form.",
        "To receive texts, customers must tick an unticked box on the booking form.",
        "By creating an account you agree to our terms. A separate box is there for texts.",
        "Patients tick a box for texts when signing in at the front desk.",
        "Guests who agree to receive text messages may call us at any time to end them.",
        "Members agree to texts by phone call or e-mail to the front desk.",
        "Consent is never required. The box is not pre-checked, and no boxes are ticked for you.",
        "Customers sign up on the site. Numbers won't be sold to third parties or affiliates.",
        "Customers who purchased from our list of tents enter their numbers on a form.",
        "We share nothing. No mobile information will be shared with affiliates. Box on the form.",
        "Customers text us a question first and confirm that we may answer.",
    ],
)
def test_an_innocent_flow_passes(flow: str) -> None:
    assert reviewed(message_flow=f"{given_.MESSAGE_FLOW} {flow}") == ()


@pytest.mark.parametrize(
    "words",
    [
        "Acme Outfitters helps clients with alcohol recovery and problem gambling stay in touch.",
        "Acme Outfitters tells applicants that you have been selected for an interview.",
        "Acme Outfitters tells the district's parents about its anti-vaping classes.",
        "Acme Outfitters reminds readers that their loan of a book from the library is due.",
        "Acme Outfitters sells glue guns and tells builders of their orders.",
    ],
)
def test_an_innocent_trade_passes(words: str) -> None:
    assert reviewed(description=words) == ()


@pytest.mark.parametrize(
    "flow",
    [
        "To continue, customers must check the box for texts from us.",
        "Consent to receive texts is required.",
        "Customers agree to get marketing texts and calls from us.",
        "Customers agree to e-mails, calls and texts in one form.",
    ],
)
def test_a_spoilt_consent_is_seen(flow: str) -> None:
    assert reviewed(message_flow=flow) in {(30923,), (30556,)}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Acme Outfitters tells its customers about payday loans every week.", 30897),
        ("Acme Outfitters tells its customers about marijuana every week.", 30883),
        ("Acme Outfitters is a direct lending house and tells of due dates.", 30895),
    ],
)
def test_businesses_that_carriers_refuse(words: str, code: int) -> None:
    assert reviewed(description=words) == (code,)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Acme Outfitters: write to help@acme.example.", None),
        ("Acme Outfitters: call 303-292-7714 for help.", None),
        ("Acme Outfitters: reply with [your question].", None),
        ("Acme Outfitters will be with you shortly.", 30890),
    ],
)
def test_a_reply_to_help_says_where_to_turn(message: str, code: int | None) -> None:
    assert reviewed(help_message=message) == ((code,) if code else ())


@pytest.mark.parametrize(
    ("description", "flow", "code"),
    [
        ("Acme Outfitters envía ofertas para los clientes por mensajes.", "Opt-in con web.", 30910),
        (
            "Acme Outfitters envía ofertas para los clientes por mensajes.",
            "Customers opt in on the website by ticking a box.",
            30910,
        ),
        (
            "아크메 상점은 고객에게 주문 알림과 예약 안내를 문자로 보냅니다",
            "동의: opt in",
            30910,
        ),
        (
            "Acme Outfitters sends customers in Las Vegas offers for Los Pollos para llevar.",
            given_.MESSAGE_FLOW,
            None,
        ),
    ],
)
def test_texts_are_in_english(description: str, flow: str, code: int | None) -> None:
    found = reviewed(description=description, message_flow=flow)
    assert found == ((code,) if code else ())


@pytest.mark.parametrize(
    ("gated", "asked", "code"),
    [(False, "", 30888), (True, "", 30888), (True, "Each gives a date of birth.", None)],
)
def test_goods_for_adults_need_an_age_gate_that_is_described(
    gated: bool, asked: str, code: int | None
) -> None:
    words = "Acme Outfitters sends its customers offers of wine that they signed up for."
    flow = f"{given_.MESSAGE_FLOW} {asked}"
    found = reviewed(description=words, message_flow=flow, age_gated=gated)
    assert found == ((code,) if code else ())


@pytest.mark.parametrize(
    ("brand", "use_case", "code"),
    [
        ({"identity_status": "UNVERIFIED"}, "MIXED", 30991),
        ({"authentication": "pending"}, "MIXED", 30994),
        ({"authentication": "failed"}, "MIXED", 30900),
        ({"authentication": "completed"}, "MIXED", None),
        ({}, "CHARITY", 30900),
        ({"tax_exempt_status": "501c3"}, "CHARITY", None),
        ({}, "POLITICAL", 30900),
        ({"tax_exempt_status": "501c3"}, "POLITICAL", 30900),
        ({"tax_exempt_status": "501c6"}, "POLITICAL", None),
        ({"campaign_verified": True}, "POLITICAL", None),
        ({"brand_type": "SOLE_PROPRIETOR"}, "SOLE_PROPRIETOR", 30915),
        ({"campaigns": 100}, "MIXED", None),
        ({"campaigns": 101}, "MIXED", 30930),
    ],
)
def test_the_brand_must_carry_the_campaign(
    brand: dict[str, Any], use_case: str, code: int | None
) -> None:
    found = reviewed(brand=CampaignBrand(name=BRAND, **brand), use_case=use_case)
    assert found == ((code,) if code else ())


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("stays-pending", "PENDING"),
        ("stays-in-review", "IN_PROGRESS"),
        ("suspended", "SUSPENDED"),
        ("approved", "VERIFIED"),
    ],
)
def test_words_choose_the_end(word: str, status: str) -> None:
    submission = given_.campaign(service_name=f"acme [sandbox:{word}]", message_samples=["x"])
    assert review_campaign(submission).status == status


@pytest.mark.parametrize("marker", ["", "30909", "30933", "suspended", "stays-in-review"])
def test_every_path_is_a_walk_through_the_table(marker: str) -> None:
    verdict = review_campaign(given_.campaign(service_name=f"[sandbox:{marker}]"))
    for start, path in (("PENDING", verdict.path), ("IN_PROGRESS", verdict.path_after_update())):
        status = start
        for name in path:
            assert CAMPAIGN[name].source == status
            status = CAMPAIGN[name].target
        assert status == verdict.status


@pytest.mark.parametrize(
    ("use_case", "score", "mps", "tier"),
    [
        ("MARKETING", 75, 75.0, "TOP"),
        ("MARKETING", 50, 40.0, "HIGH_MID"),
        ("MARKETING", 1, 4.0, "LOW"),
        ("MARKETING", None, 4.0, "LOW"),
        ("LOW_VOLUME", 90, 1.25, "LOW"),
        ("SOLE_PROPRIETOR", None, 0.25, "LOW"),
    ],
)
def test_score_and_use_case_decide_the_limits(
    use_case: str, score: int | None, mps: float, tier: str
) -> None:
    limits = rate_limits_of(use_case, score)
    assert (limits["att"]["mps"], limits["tmobile"]["brand_tier"]) == (mps, tier)


@pytest.mark.parametrize("field", ["opt_in_message", "help_message"])
def test_a_reply_may_name_the_business_as_its_samples_do(field: str) -> None:
    reply = "Sunny Side Cafe: for help call 303-292-7714. Reply STOP to end."
    trading = {
        "brand": CampaignBrand(name="Kim Family Holdings LLC"),
        "description": "Kim Family Holdings LLC tells guests of its cafe about breakfast deals.",
        "message_samples": ["Sunny Side Cafe: waffles are back. Reply STOP to end."] * 2,
        "has_embedded_links": False,
    }
    assert reviewed(**trading, **{field: reply}) == ()
    assert reviewed(**trading, **{field: reply.replace("Sunny Side Cafe", "Notice")}) != ()


@pytest.mark.parametrize(
    ("field", "reply"),
    [
        (
            "opt_out_message",
            "You have successfully been unsubscribed. You will not receive any more messages from"
            " this number. Reply START to resubscribe.",
        ),
        ("help_message", "Reply STOP to unsubscribe. Msg&Data Rates May Apply."),
        (
            "opt_in_message",
            "You have successfully been re-subscribed to messages from this number. Reply HELP for"
            " help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
        ),
    ],
)
def test_what_twilio_answers_by_itself_may_be_handed_in(field: str, reply: str) -> None:
    assert reviewed(**{field: reply}) == ()


@pytest.mark.parametrize(
    ("field", "code"),
    [("privacy_policy_url", 30908), ("terms_and_conditions_url", 30882)],
)
@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://acme.example/legal", True),
        ("https://docs.google.com/document/d/1", True),
        ("https://acme.example", False),
        ("https://acme.example/", False),
        ("https://acme", False),
        ("https://[acme", False),
        ("http://acme.example/legal", False),
        ("https://www.facebook.com/acme", False),
        ("https://www.yourdomain.com/legal", False),
    ],
)
def test_a_policy_has_a_page_of_its_own(field: str, code: int, url: str, fine: bool) -> None:
    assert reviewed(**{field: url}) == (() if fine else (code,))


@pytest.mark.parametrize(
    "changes",
    [
        {"message_flow": f"{given_.MESSAGE_FLOW} See https://bit.ly/acme-texts."},
        {"opt_out_message": "Acme Outfitters: you are unsubscribed. Come back: tinyurl.com/acme"},
        {"help_message": "Acme Outfitters: help at https://t.co/acme. Reply STOP to end."},
        {"privacy_policy_url": "https://rebrand.ly/acme-privacy"},
    ],
)
def test_shorteners_are_seen_in_every_text_and_url(changes: dict[str, Any]) -> None:
    assert reviewed(**changes) == (30892,)


def test_a_number_in_the_reply_to_help_bears_out_the_flag() -> None:
    reply = "Acme Outfitters: call 303-292-7714 for help. Reply STOP to end."
    assert reviewed(has_embedded_phone=True) == (30889,)
    assert reviewed(has_embedded_phone=True, help_message=reply) == ()


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_can_be_read(text: str, url: str) -> None:
    verdict = review_campaign(
        given_.campaign(
            description=text,
            message_flow=text,
            message_samples=[text],
            opt_in_message=text,
            opt_out_message=text,
            help_message=text,
            privacy_policy_url=f"https://{url}",
        )
    )
    assert verdict.status in ("FAILED", "VERIFIED")


@pytest.mark.parametrize(
    ("flow", "enough"),
    [
        (
            "Conversations are initiated by the customer. Customers text our number, on our"
            " website, and we answer. Nothing is sent unless the customer texts first.",
            True,
        ),
        (
            "Users visit acme.example/contact, add their number and check a box agreeing to texts"
            " from Acme Outfitters. Terms: acme.example/tc. Privacy: acme.example/privacy.",
            True,
        ),
        (
            "Customers sign a paper form at their first visit, agreeing to texts from Acme"
            " Outfitters. A copy of the form: https://acme.example/form.pdf.",
            True,
        ),
        ("Customers provide their phone numbers when they order from us.", False),
        ("Opt-in is done through our website: www.acme.example.", False),
        ("Users sign up on our platform and accept our terms and conditions.", False),
        ("Clients check a box stating that they agree to receive SMS messages.", False),
    ],
)
def test_a_flow_tells_enough(flow: str, enough: bool) -> None:
    assert reviewed(message_flow=flow) == (() if enough else (30909,))
