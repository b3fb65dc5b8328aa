"""The review of a campaign: field checks within a second, then people who read it.

The readers here object only to what is plain: flags that contradict the samples, public
shorteners, samples that never say who writes, no way to opt out, a flow without consent or with a
spoilt one, a reply to HELP that names nobody to turn to, another language, goods for adults without
a gate. Their taste is beyond a program; a magic value stands for it. Nothing is looked up, so no
website is visited. Errors name fields as the API does, in capitals. Mock campaigns are not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from tendlc.catalog.limits import LIMITS
from tendlc.catalog.throughput import throughput_of
from tendlc.sandbox.behaviour import (
    campaign_consent,
    campaign_content,
    campaign_disclosures,
    campaign_links,
    campaign_replies,
    campaign_texts,
)
from tendlc.sandbox.behaviour.magic import Forced, campaign_codes, forced
from tendlc.sandbox.behaviour.review_errors import ReviewError, forced_errors, review_error

_INSTANT_CODES: Final = frozenset({30933, 30934})
_SUSPENDED: Final = 30990
_FOREIGN: Final = 30910
_POLITICAL_EXEMPTIONS: Final = frozenset({"501c4", "501c5", "501c6"})
_SPELLINGS: Final = {"description": "USE_CASE_DESCRIPTION"}
"""Fields that the API names otherwise than its own parameter."""
_INFORMING: Final = frozenset(
    {"2FA", "ACCOUNT_NOTIFICATION", "DELIVERY_NOTIFICATION", "FRAUD_ALERT", "SECURITY_ALERT"}
)
"""Use cases whose samples sell nothing."""
_REFUSED_CONTENT: Final[Mapping[int, Callable[[str], bool]]] = {
    30883: campaign_content.forbidden,
    30884: campaign_content.looks_like_phishing,
    30885: campaign_content.looks_like_fraud,
    30897: campaign_content.disallowed,
    30950: campaign_content.repairs_credit,
}

Objections = Iterator[tuple[int, tuple[str, ...], bool]]
"""Codes, the fields that they name, and whether they hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignBrand:
    """What the reviewers know of the brand when they come to the verdict."""

    name: str
    status: str = "APPROVED"
    identity_status: str | None = "VERIFIED"
    brand_type: Literal["STANDARD", "SOLE_PROPRIETOR"] = "STANDARD"
    brand_score: int | None = None
    tax_exempt_status: str | None = None
    website_url: str = ""
    registration_number: str = ""
    authentication: Literal["none", "pending", "completed", "failed"] = "none"
    campaign_verified: bool = False
    campaigns: int = 1
    """Campaigns of the brand in all states, this one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSubmission:
    """A campaign as it was created or updated; `service_name` is its service's friendly name."""

    brand: CampaignBrand
    use_case: str
    description: str
    message_flow: str
    message_samples: Sequence[str]
    has_embedded_links: bool
    has_embedded_phone: bool
    direct_lending: bool = False
    age_gated: bool = False
    opt_in_keywords: Sequence[str] = ()
    opt_in_message: str | None = None
    opt_out_message: str | None = None
    help_message: str | None = None
    privacy_policy_url: str | None = None
    terms_and_conditions_url: str | None = None
    service_name: str = ""
    mock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignVerdict:
    """How a campaign ends; `path` names transitions of lifecycles.CAMPAIGN from PENDING.

    `instant` marks a rejection by the field checks; its path has one transition. After an update
    the campaign starts IN_PROGRESS: path_after_update() is the way from there. `rate_limits` is
    null unless the campaign is approved.
    """

    approved: bool
    instant: bool
    status: Literal["IN_PROGRESS", "PENDING", "VERIFIED", "FAILED", "SUSPENDED"]
    path: tuple[str, ...]
    errors: tuple[ReviewError, ...] = ()
    rate_limits: dict[str, Any] | None = None

    def path_after_update(self) -> tuple[str, ...]:
        """Return the transitions for a campaign that was edited and is IN_PROGRESS already."""
        if self.instant:
            return ("reject-resubmitted-at-once",)
        return tuple(name for name in self.path if name != "submit")


def review_campaign(submission: CampaignSubmission) -> CampaignVerdict:
    """Judge a campaign (domain: errors, section 8; business_information, sections 7 and 10)."""
    asked = forced(_texts(submission))
    errors = forced_errors(asked, campaign_codes() - {_SUSPENDED})
    if errors:
        return _failed(errors, instant=any(error.code in _INSTANT_CODES for error in errors))
    asked_for = _asked(submission, asked)
    if asked_for is not None:
        return asked_for
    if submission.mock:
        return _approved(submission)
    errors = _missing_urls(submission)
    if errors:
        return _failed(errors, instant=True)
    errors = _brand_errors(submission) or _text_errors(submission)
    return _failed(errors, instant=False) if errors else _approved(submission)


def review_sharing(campaign_id: str) -> CampaignVerdict:
    """Say how the sharing of a campaign registered elsewhere ends (domain: resources, section 18).

    It is accepted unless a magic value in the id asks for a code or a word of campaigns.
    """
    asked = forced({"CampaignId": campaign_id})
    errors = forced_errors(asked, campaign_codes() - {_SUSPENDED})
    if errors:
        return _failed(errors, instant=False)
    if "stays-pending" in asked.words:
        return CampaignVerdict(approved=False, instant=False, status="PENDING", path=())
    path = ("submit", "approve")
    return CampaignVerdict(approved=True, instant=False, status="VERIFIED", path=path)


def suspension_errors() -> tuple[ReviewError, ...]:
    """Return what a campaign shows that is suspended for a violation."""
    return (_with_api_fields(review_error(_SUSPENDED)),)


def rate_limits_of(use_case: str, score: int | None) -> dict[str, Any]:
    """Return what the carriers allow a campaign (domain: lifecycle, section 12)."""
    row = throughput_of(use_case, score)
    return {
        "att": {"mps": row.att_mps, "msg_class": row.att_msg_class},
        "tmobile": {"brand_tier": row.tmobile_brand_tier},
    }


def _texts(submission: CampaignSubmission) -> dict[str, object]:
    return {
        "description": submission.description,
        "message_flow": submission.message_flow,
        "message_samples": list(submission.message_samples),
        "opt_in_message": submission.opt_in_message,
        "opt_out_message": submission.opt_out_message,
        "help_message": submission.help_message,
        "privacy_policy_url": submission.privacy_policy_url,
        "terms_and_conditions_url": submission.terms_and_conditions_url,
        "": [submission.service_name, submission.brand.registration_number],
    }


def _asked(submission: CampaignSubmission, asked: Forced) -> CampaignVerdict | None:
    waiting: dict[str, tuple[Literal["PENDING", "IN_PROGRESS"], tuple[str, ...]]] = {
        "stays-pending": ("PENDING", ()),
        "stays-in-review": ("IN_PROGRESS", ("submit",)),
    }
    for word, (status, path) in waiting.items():
        if word in asked.words:
            return CampaignVerdict(approved=False, instant=False, status=status, path=path)
    if "suspended" in asked.words or _SUSPENDED in asked.codes:
        return _approved(submission, suspended=True)
    return _approved(submission) if "approved" in asked.words else None


def _missing_urls(submission: CampaignSubmission) -> tuple[ReviewError, ...]:
    needed = (
        (30908, "privacy_policy_url", submission.privacy_policy_url),
        (30882, "terms_and_conditions_url", submission.terms_and_conditions_url),
    )
    return tuple(
        review_error(code, [name]) for code, name, url in needed if not (url or "").strip()
    )


def _brand_errors(submission: CampaignSubmission) -> tuple[ReviewError, ...]:
    """Judge what the brand brings along."""
    brand = submission.brand
    sole_proprietor = brand.brand_type == "SOLE_PROPRIETOR"
    objections = (
        (30991, brand.identity_status == "UNVERIFIED"),
        (30994, brand.authentication == "pending"),
        (30900, brand.authentication == "failed"),
        (30900, submission.use_case == "CHARITY" and brand.tax_exempt_status != "501c3"),
        (30900, submission.use_case == "POLITICAL" and not _may_be_political(brand)),
        (30915, sole_proprietor and campaign_texts.names_a_company(brand.name)),
        (30930, brand.campaigns > LIMITS.campaigns_per_brand),
    )
    return tuple(review_error(code) for code, holds in objections if holds)[:1]


def _may_be_political(brand: CampaignBrand) -> bool:
    return brand.campaign_verified or brand.tax_exempt_status in _POLITICAL_EXEMPTIONS


def _text_errors(submission: CampaignSubmission) -> tuple[ReviewError, ...]:
    readers = (_description, _content, _lending_and_age, _links, _consent, _replies, _samples)
    errors = [error for reader in readers for error in _objections(reader(submission))]
    if not any(error.code == _FOREIGN or "message_flow" in error.fields for error in errors):
        errors += _objections(_flow(submission))  # reviewers stop at the first fault of a flow
    return tuple(errors)


def _objections(asked: Objections) -> list[ReviewError]:
    return [review_error(code, fields) for code, fields, holds in asked if holds]


def _description(submission: CampaignSubmission) -> Objections:
    text, field = submission.description, ("description",)
    nothing = campaign_texts.says_nothing(
        text, submission.brand.name
    ) or campaign_links.is_left_over_in_a_reply(text)
    tested = campaign_content.is_a_test(text)
    yield 30886, field, not tested and (nothing or campaign_texts.is_of_a_platform(text))
    yield 30534, field, tested
    yield 30532, field, campaign_content.is_personal(text)
    peers = submission.use_case != "PROXY" and campaign_content.is_between_people(text)
    yield 30533, field, peers
    described = {"description": text, "message_flow": submission.message_flow}
    foreign = tuple(name for name, each in described.items() if campaign_texts.is_foreign(each))
    yield _FOREIGN, foreign, bool(foreign)


def _content(submission: CampaignSubmission) -> Objections:
    for code, objects in _REFUSED_CONTENT.items():
        expected = code == 30884 and submission.use_case == "SWEEPSTAKE"
        fields = () if expected else _fields_that(objects, submission)
        yield code, fields, bool(fields)
    warns = submission.use_case != "EMERGENCY" and campaign_content.warns_the_public(
        submission.description
    )
    yield 30929, ("us_app_to_person_usecase", "description"), warns


def _lending_and_age(submission: CampaignSubmission) -> Objections:
    texts = (submission.description, submission.message_flow, *submission.message_samples)
    lends = bool(_fields_that(campaign_content.lends, submission)) and not bool(
        _fields_that(campaign_content.disallowed, submission)
    )
    unfounded = not any(campaign_content.concerns_credit(text) for text in texts)
    wrong = unfounded if submission.direct_lending else lends
    yield 30895, ("direct_lending", "description"), wrong
    gated = submission.age_gated and any(campaign_content.asks_for_the_age(each) for each in texts)
    for_adults = bool(_fields_that(campaign_content.concerns_adults, submission))
    yield 30888, ("age_gated",), for_adults and not gated


def _links(submission: CampaignSubmission) -> Objections:
    urls = {
        "privacy_policy_url": submission.privacy_policy_url or "",
        "terms_and_conditions_url": submission.terms_and_conditions_url or "",
    }
    texts = {
        "message_samples": " ; ".join(submission.message_samples),
        "message_flow": submission.message_flow,
        **{name: getattr(submission, name) or "" for name in _REPLIES},
        **urls,
    }
    short = tuple(name for name, text in texts.items() if campaign_links.uses_a_shortener(text))
    bare = campaign_links.is_unencrypted(texts["message_samples"])
    fields = short or ("message_samples",)
    yield 30892, fields, bool(short) or bare
    for code, (name, url) in zip((30908, 30882), urls.items(), strict=True):
        yield code, (name,), campaign_links.is_no_policy(url)
    website = submission.brand.website_url
    yield 30891, ("website_url",), campaign_links.uses_a_shortener(website)


def _consent(submission: CampaignSubmission) -> Objections:
    flow, field = submission.message_flow, ("message_flow",)
    codes = submission.use_case == "2FA"
    passed_on = campaign_consent.shares_numbers(flow) or campaign_consent.buys_numbers(flow)
    yield 30896, field, passed_on or campaign_consent.never_asks(flow)
    yield 30921, field, campaign_consent.hides_behind_a_login(flow, codes=codes)
    yield 30923, field, campaign_consent.makes_it_a_condition(flow)
    yield 30925, field, campaign_consent.ticks_beforehand(flow)
    yield 30556, field, campaign_consent.bundles_channels(flow)
    yield 30924, field, campaign_consent.bundles_terms(flow)
    yield 30913, field, campaign_consent.bundles_purposes(flow)
    yield 30551, field, campaign_consent.speaks_of_communications(flow)
    yield 30555, field, campaign_consent.asks_by_a_text(flow)
    yield 30553, field, codes and campaign_consent.compels_codes(flow)


def _flow(submission: CampaignSubmission) -> Objections:
    flow, field = submission.message_flow, ("message_flow",)
    reply = submission.opt_in_message or ""
    left_over = campaign_links.is_left_over(flow)
    silent = not campaign_disclosures.describes_consent(flow)
    vague = campaign_disclosures.tells_too_little(flow, reply, _is_named([flow], submission))
    yield 30909, field, silent or left_over or (submission.use_case != "2FA" and vague)
    if submission.use_case != "2FA" and not silent:
        yield 30917, field, campaign_disclosures.mentions_a_way_only(flow)
        yield 30569, field, campaign_disclosures.lacks_rates(flow, reply)
        yield 30924, field, campaign_disclosures.lacks_a_way_out(flow, reply)


def _replies(submission: CampaignSubmission) -> Objections:
    welcome, farewell, help_message = (
        None if reply is None or campaign_replies.is_of_twilio(reply) else reply
        for reply in (getattr(submission, name) for name in _REPLIES)
    )
    invited = campaign_disclosures.invites_a_keyword(submission.message_flow)
    yield 30896, ("opt_in_keywords",), invited and not submission.opt_in_keywords
    answered = not submission.opt_in_keywords or bool(submission.opt_in_message)
    yield 30896, ("opt_in_message",), not answered
    incomplete = welcome is not None and not (
        campaign_replies.offers_opt_out(welcome)
        and _is_signed(welcome, submission)
        and not campaign_links.is_left_over_in_a_reply(welcome)
    )
    yield 30540, ("opt_in_message",), incomplete
    silent = farewell is not None and not campaign_replies.takes_leave(farewell)
    yield 30887, ("opt_out_message",), silent
    useless = help_message is not None and not (
        campaign_replies.offers_help(help_message) and _is_signed(help_message, submission)
    )
    yield 30890, ("help_message",), useless


def _samples(submission: CampaignSubmission) -> Objections:
    samples, field = submission.message_samples, ("message_samples",)
    offered = [*samples, submission.message_flow, submission.opt_in_message or ""]
    codes = submission.use_case == "2FA"
    lost = not any(campaign_replies.offers_opt_out(each) for each in offered)
    yield 30887, field, lost and not codes
    flags = campaign_texts.contradicted_flags(
        samples,
        [submission.message_flow, *(getattr(submission, name) or "" for name in _REPLIES)],
        links=submission.has_embedded_links,
        phone=submission.has_embedded_phone,
    )
    yield 30889, (*flags, *field), bool(flags)
    named = _is_named(samples, submission)
    known = _is_named([submission.description, submission.message_flow], submission)
    yield 30894, ("description", *field), not named and not known
    nameless = known and not named and not campaign_texts.names_somebody(samples)
    empty = campaign_texts.says_only_variables(samples) or any(
        campaign_content.is_filler(each) for each in samples
    )
    yield 30893, field, nameless or empty or _are_of_another_use_case(submission)


def _is_named(texts: Sequence[str], submission: CampaignSubmission) -> bool:
    brand = submission.brand
    return campaign_texts.names_the_brand(texts, brand.name, brand.website_url)


def _is_signed(reply: str, submission: CampaignSubmission) -> bool:
    """Say whether a reply names the business, be it as the samples do."""
    samples = submission.message_samples
    return _is_named([reply], submission) or campaign_texts.names_a_sender_of(samples, reply)


_REPLIES: Final = ("opt_in_message", "opt_out_message", "help_message")


def _are_of_another_use_case(submission: CampaignSubmission) -> bool:
    samples = submission.message_samples
    codeless = not any(campaign_content.carries_a_code(each) for each in samples)
    selling = any(campaign_content.promotes(each) for each in samples)
    return (submission.use_case == "2FA" and codeless) or (
        submission.use_case in _INFORMING and selling
    )


def _fields_that(asked: Callable[[str], bool], submission: CampaignSubmission) -> tuple[str, ...]:
    """Return the fields of the offer itself, description and samples, to which a question fits."""
    samples = any(asked(sample) for sample in submission.message_samples)
    found = {"description": asked(submission.description), "message_samples": samples}
    return tuple(name for name, holds in found.items() if holds)


def _approved(submission: CampaignSubmission, *, suspended: bool = False) -> CampaignVerdict:
    return CampaignVerdict(
        approved=True,
        instant=False,
        status="SUSPENDED" if suspended else "VERIFIED",
        path=("submit", "approve", "suspend") if suspended else ("submit", "approve"),
        errors=suspension_errors() if suspended else (),
        rate_limits=rate_limits_of(submission.use_case, submission.brand.brand_score),
    )


def _failed(errors: tuple[ReviewError, ...], *, instant: bool) -> CampaignVerdict:
    return CampaignVerdict(
        approved=False,
        instant=instant,
        status="FAILED",
        path=("reject-at-once",) if instant else ("submit", "reject"),
        errors=tuple(_with_api_fields(error) for error in errors),
    )


def _with_api_fields(error: ReviewError) -> ReviewError:
    fields = tuple(_SPELLINGS.get(name, name.upper()) for name in error.fields)
    return ReviewError(code=error.code, fields=fields, description=error.description)
