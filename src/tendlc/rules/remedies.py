"""From what went wrong to a task: who can mend it, what to change, what another try costs.

Meanings and remedies of codes stand in the catalog; here they are put together with the state of
one customer. A code that the catalog lacks is shown with Twilio's own text, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tendlc.catalog.error_codes import error_codes
from tendlc.domain.observed import Problem
from tendlc.domain.steps import Attempt
from tendlc.domain.tasks import Owner, Task

# fact: campaign-right-after-service
EARLY_CAMPAIGN_STATUS = 422
EARLY_CAMPAIGN_PAUSE = timedelta(seconds=1)
CONFLICT_CODE = 20409
CONFLICT_PAUSE = timedelta(seconds=5)
MOST_REPEATS_OF_A_REFUSAL = 3

MEND_AND_RUN = "Mend the customer file and run `tendlc onboard` on it again."
RETRY = "When the cause is gone, run `tendlc onboard FILE --retry`."

_OWNERS = {
    "business": Owner.BUSINESS,
    "isv": Owner.ISV,
    "twilio_support": Owner.TWILIO_SUPPORT,
    "nobody": Owner.ISV,
}

_DOCUMENT_PATHS = {
    "business_name": "business_information.business_name",
    "business_type": "business_information.business_type",
    "business_industry": "business_information.business_industry",
    "business_registration_number": "business_information.business_registration_number",
    "business_registration_identifier": "business_information.business_registration_identifier",
    "website_url": "business_information.website_url",
    "region": "address.region",
    "street": "address.street",
    "city": "address.city",
    "postal_code": "address.postal_code",
    "company_type": "messaging_profile.company_type",
    "stock_exchange": "messaging_profile.stock_exchange",
    "stock_ticker": "messaging_profile.stock_ticker",
    "brand_contact_email": "messaging_profile.brand_contact_email",
    "MESSAGE_FLOW": "campaign.message_flow",
    "USE_CASE_DESCRIPTION": "campaign.description",
    "MESSAGE_SAMPLES": "campaign.message_samples",
    "PRIVACY_POLICY_URL": "campaign.privacy_policy_url",
    "TERMS_AND_CONDITIONS_URL": "campaign.terms_and_conditions_url",
}


def pause_before_repeat(refused: Attempt, refusals: int) -> timedelta | None:
    """Say how long to wait before a refused request may go again by itself; None: never."""
    if refusals >= MOST_REPEATS_OF_A_REFUSAL:
        return None
    if refused.action == "CreateCampaign" and refused.http_status == EARLY_CAMPAIGN_STATUS:
        return EARLY_CAMPAIGN_PAUSE
    if refused.twilio_code == CONFLICT_CODE:
        return CONFLICT_PAUSE
    return None


def refused(attempt: Attempt) -> Task:
    """Turn a refusal of one request into a task."""
    problem = Problem(code=attempt.twilio_code, text=attempt.message or "")
    known = error_codes().get(attempt.twilio_code or 0)
    remedy = known.remedy if known else ""
    return Task(
        code="request_refused",
        owner=_OWNERS[known.owner] if known else Owner.ISV,
        step=str(attempt.step),
        reason=f"Twilio refused the request: {_told(problem)}",
        next_step=f"{remedy} {MEND_AND_RUN} {RETRY}".strip(),
        problems=(problem,),
    )


def verdict(
    code: str,
    what: str,
    step: str,
    problems: Sequence[Problem],
    *,
    tries_left: int | None = None,
    cost: str | None = None,
) -> Task:
    """Turn a verdict against a bundle, brand or campaign into a task."""
    owner = _owner(problems)
    reasons = "; ".join(_told(problem) for problem in problems)
    remedies = " ".join(dict.fromkeys(filter(None, map(_remedy, problems))))
    no_reason = "Twilio gave no reason here; the status mail and the Console have it."
    return Task(
        code=code,
        owner=owner,
        step=step,
        reason=f"{what}: {reasons}" if reasons else f"{what}. {no_reason}",
        next_step=f"{remedies} {MEND_AND_RUN}".strip(),
        fields=_fields(problems),
        problems=tuple(problems),
        tries_left=tries_left,
        cost=cost,
        support_text=f"{what}: {reasons}" if owner is Owner.TWILIO_SUPPORT else None,
    )


def support(code: str, step: str, reason: str, sid: str) -> Task:
    """Write a task that only Twilio Support can do, with the text to send."""
    return Task(
        code=code,
        owner=Owner.TWILIO_SUPPORT,
        step=step,
        reason=reason,
        next_step=f"Send the text to Twilio Support. {RETRY}",
        support_text=f"{reason} The resource is {sid}. Please look into it.",
    )


def isv(code: str, step: str, reason: str, next_step: str) -> Task:
    """Write a task for the ISV."""
    return Task(code=code, owner=Owner.ISV, step=step, reason=reason, next_step=next_step)


def approval_missing(step: str) -> Task:
    return isv(
        "approval_missing",
        step,
        "This step costs money, and nobody has approved it.",
        "Run `tendlc onboard FILE --live` and answer the question about its cost.",
    )


def brand_in_doubt(step: str) -> Task:
    return isv(
        "brand_in_doubt",
        step,
        "A brand registration may have reached Twilio: its answer was lost, and Twilio's list "
        "leaves out vetted brands, so its absence there proves nothing.",
        "Look in the Console under Trust Hub, A2P messaging. Then run `tendlc answer CUSTOMER "
        f"{step} --sid BN...` if the brand is there, or `--absent` if it is not.",
    )


def _told(problem: Problem) -> str:
    known = error_codes().get(problem.code or 0)
    meaning = known.meaning if known else ""
    words = problem.text or meaning or "no reason given"
    if problem.text and meaning and problem.text != meaning:
        words = f"{problem.text} ({meaning})"
    return f"{problem.code}: {words}" if problem.code else words


def _remedy(problem: Problem) -> str:
    known = error_codes().get(problem.code or 0)
    return known.remedy if known else ""


def _owner(problems: Sequence[Problem]) -> Owner:
    known = error_codes()
    owners = [_OWNERS[known[p.code].owner] for p in problems if p.code and p.code in known]
    if Owner.TWILIO_SUPPORT in owners:
        return Owner.TWILIO_SUPPORT
    return owners[0] if owners else Owner.BUSINESS


def _fields(problems: Sequence[Problem]) -> tuple[str, ...]:
    known = error_codes()
    named: list[str] = []
    for problem in problems:
        row = known.get(problem.code or 0)
        named.extend(problem.fields or (row.fields if row else ()))
    return tuple(dict.fromkeys(_DOCUMENT_PATHS.get(name, name) for name in named))
