"""From what went wrong to tasks: who can fix it, what to change, what to run, what it costs.

Meanings, remedies and ways back of codes stand in the catalog; here they are put together with the
state of one customer. A task has one cause and names one command. A code that the catalog lacks is
shown with Twilio's own text, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from tendlc.catalog.error_codes import ErrorCode, Way, error_codes
from tendlc.domain.approval import QuoteLine
from tendlc.domain.observed import Problem
from tendlc.domain.steps import Attempt, StepName
from tendlc.domain.tasks import Command, Owner, Task
from tendlc.rules import quotes
from tendlc.rules.document_paths import document_paths, unplaced

# fact: campaign-right-after-service
EARLY_CAMPAIGN_STATUS = 422
EARLY_CAMPAIGN_PAUSE = timedelta(seconds=1)
CONFLICT_CODE = 20409
# fact: error-21723
IMPORT_RUNNING = 21723
CONFLICT_PAUSE = timedelta(seconds=5)
MOST_REPEATS_OF_A_REFUSAL = 3

CAMPAIGN_COST = "the campaign vetting fee again, for a new campaign"

_BRANDS = "Trust Hub, A2P messaging"
_PAID: Mapping[StepName, tuple[str, str, str]] = {
    StepName.BRAND_REGISTRATION: ("brand registration", "BN", _BRANDS),
    StepName.CAMPAIGN: ("campaign", "QE", "Messaging, Regulatory compliance, Campaigns"),
    StepName.PHONE_NUMBER: ("phone number", "PN", "Phone Numbers, Manage, Active numbers"),
}
"""What the paid steps make, how its SID begins, and where the Console shows it."""
_DOUBT: Mapping[StepName, str] = {
    StepName.BRAND_REGISTRATION: "brand_in_doubt",
    StepName.CAMPAIGN: "campaign_in_doubt",
    StepName.PHONE_NUMBER: "number_in_doubt",
}
_RID: Mapping[StepName, str] = {
    StepName.BRAND_REGISTRATION: "ask Twilio Support to delete",
    StepName.CAMPAIGN: "delete",
    StepName.PHONE_NUMBER: "release",
}

_OWNERS = {
    "business": Owner.BUSINESS,
    "isv": Owner.ISV,
    "twilio_support": Owner.TWILIO_SUPPORT,
    "nobody": Owner.ISV,
}

COMMANDS: Mapping[Way, Command | None] = {
    "edit": Command.ONBOARD,
    "page": Command.RETRY,
    "mail": Command.RETRY,
    "retry": Command.RETRY,
    "wait": Command.RETRY,
    "support": Command.RETRY,
    "authentication": Command.RETRY,
    "recreate": Command.RECREATE_CAMPAIGN,
    "new_brand": Command.ONBOARD,
    "none": None,
}
"""The command that each way back ends with."""

_HOW: Mapping[Way, str] = {
    "edit": "Fix the fields in the file.",
    "page": "Fix the web page, or the field where it names the wrong page.",
    "mail": "Fix the mailbox, or the field where it names the wrong one.",
    "retry": "Submit it again when that is done.",
    "wait": "Wait a while before you submit it again.",
    "support": "Send the text below to Twilio Support and wait for the answer.",
    "authentication": "Have the link in the Authentication+ mail opened within seven days of the "
    "mail. The command looks at it, and submits what was rejected again.",
    "recreate": "Fix the fields in the file. A campaign keeps its use case, keywords and replies, "
    "so the command deletes it and creates it again, which costs the vetting fee again.",
    "new_brand": "tendlc does not register a second brand for a customer: send the text below to "
    "Twilio Support. The command looks at the brand again.",
    "none": "No edit and no retry helps.",
}
"""What to do, by the way back; the catalog's remedy says it more closely where there is one."""

_CURED_ELSEWHERE = ("needs_people", "needs_waiting")
"""How the catalog marks refusals that the same file gets past, once something else is done."""
_CONTACT = document_paths(None, ("brand_contact_email",))
_FOR_SUPPORT: frozenset[Way] = frozenset({"support", "new_brand"})
_TOGETHER: tuple[Way, ...] = ("recreate", "page", "mail", "retry", "edit")
"""Ways that one run can take at once, the one whose command serves the others first."""


def pause_before_repeat(refused: Attempt, refusals: int) -> timedelta | None:
    """Say how long to wait before a refused request may go again by itself; None: never."""
    if refusals >= MOST_REPEATS_OF_A_REFUSAL:
        return None
    if refused.action == "CreateCampaign" and refused.http_status == EARLY_CAMPAIGN_STATUS:
        return EARLY_CAMPAIGN_PAUSE
    if refused.twilio_code in (CONFLICT_CODE, IMPORT_RUNNING):
        return CONFLICT_PAUSE
    return None


def unreadable_record(what: str) -> Task:
    """Ask the ISV about a record that this version cannot read; `what` names the part."""
    return Task(
        code="unreadable_record",
        owner=Owner.ISV,
        reason=f"This customer's record in the ledger cannot be read: {what}.",
        next_step="Use the version of tendlc that wrote it, or restore the ledger from a backup.",
    )


def refused(attempt: Attempt) -> Task:
    """Turn a refusal of one request into a task."""
    problem = Problem(code=attempt.twilio_code, text=attempt.message or "")
    known = _known(problem)
    fields = _fields(problem)
    owner = _OWNERS[known.owner] if known else Owner.ISV
    elsewhere = known is not None and known.way is None and known.retry in _CURED_ELSEWHERE
    way: Way = "edit" if fields and not elsewhere else "retry"
    if owner is Owner.TWILIO_SUPPORT:
        way = "support"
    reason = f"Twilio refused the request: {_told(problem)}"
    return Task(
        code="request_refused",
        owner=owner,
        step=str(attempt.step),
        reason=reason,
        next_step=_next_step(way, known),
        command=COMMANDS[way],
        fields=fields,
        problems=(problem,),
        support_text=reason if way == "support" else None,
    )


def verdict(
    code: str,
    what: str,
    step: str,
    problems: Sequence[Problem],
    *,
    sid: str = "",
    public_company: bool = False,
    tries_left: int | None = None,
    cost: str | None = None,
) -> tuple[Task, ...]:
    """Turn a verdict against a bundle, brand or campaign into tasks, one for each problem.

    Args:
        code: the stable code of the tasks.
        what: the verdict in a few words, without a full stop.
        step: the step of the thing that was judged.
        problems: what Twilio gave as reasons.
        sid: the thing that was judged, for the text to Twilio Support.
        public_company: the brand waits for its Authentication+, and its use cases with it.
        tries_left: how often Twilio takes it again; None where it does not count.
        cost: what another try costs, in words.
    """
    task = Task(
        code=code,
        owner=Owner.BUSINESS,
        step=step,
        reason=f"{what}. Twilio gave no reason here; the status mail and the Console have it.",
        next_step="Fix what the mail names, in the file or elsewhere.",
        command=Command.RETRY,
        tries_left=tries_left,
        cost=cost,
    )
    if not problems:
        return (task,)
    once = tuple(dict.fromkeys(problems))
    ways = [way_back(problem, public_company=public_company) for problem in once]
    shared = next((way for way in _TOGETHER if way in ways), None)
    return tuple(
        _of_problem(
            replace(task, reason=f"{what}: {_told(problem)}"),
            problem,
            way,
            shared if shared and way in _TOGETHER else way,
            sid,
        )
        for problem, way in zip(once, ways, strict=True)
    )


def way_back(problem: Problem, *, public_company: bool = False) -> Way:
    """Say what brings back what was rejected for this problem; Support where nobody knows."""
    known = _known(problem)
    if known is None or known.way is None:
        return "support"
    # fact: error-30900
    if known.code == 30900 and public_company:
        return "authentication"
    return known.way


def only_a_new_brand(task: Task, sid: str) -> Task:
    """Turn a task about a brand into one for Twilio Support: no resubmission helps."""
    return replace(
        task,
        owner=Owner.TWILIO_SUPPORT,
        next_step=_HOW["new_brand"],
        command=COMMANDS["new_brand"],
        support_text=_support_text(task.reason, sid),
    )


def recreate_campaign(fields: tuple[str, ...], *, verified: bool) -> Task:
    """Say what it takes to change a campaign that cannot be edited.

    `verified`: its messages go out today, and would stop until the next campaign is approved.
    """
    state = "is verified, so no field of it" if verified else "exists, so its"
    what = "can be edited." if verified else "use case, keywords and replies cannot be edited."
    stop = (
        "All traffic of the messaging service stops at once and until the new campaign is "
        "approved. "
        if verified
        else ""
    )
    return Task(
        code="campaign_recreation",
        owner=Owner.ISV,
        step="campaign",
        reason=f"The campaign {state} {what} The changes below were not sent.",
        next_step="The command deletes the campaign and creates it again on the same brand and "
        f"messaging service; a new review takes 10 to 15 business days. {stop}"
        "To keep the campaign, put the old values back in the file.",
        command=Command.RECREATE_CAMPAIGN,
        fields=fields,
        cost=CAMPAIGN_COST,
    )


def locked_bundle(step: str, title: str, sid: str, fields: tuple[str, ...]) -> Task:
    """Say that an approved bundle takes no edits, with the text that has Support open it.

    Twilio's ProvisionalCopy makes an editable copy of a bundle; what its submission does to the
    bundle and its brand is not published, so it is not used.
    """
    named = ", ".join(fields)
    return Task(
        code="changes_not_sent",
        owner=Owner.TWILIO_SUPPORT,
        step=step,
        reason=f"The {title} is approved and takes no edits, so the changes below were not sent.",
        next_step="Send the text below to Twilio Support. When they have set it back to draft, the "
        "command sends the changes. To drop them, put the old values back in the file.",
        command=Command.ONBOARD,
        fields=fields,
        support_text=f"Please set the {title} {sid} back to draft: we want to change {named}.",
    )


def campaign_gone(step: str) -> Task:
    return Task(
        code="campaign_gone",
        owner=Owner.ISV,
        step=step,
        reason="The campaign is not at Twilio any more; somebody has deleted it.",
        next_step="The command creates it again on the same brand and messaging service.",
        command=Command.RECREATE_CAMPAIGN,
        cost=CAMPAIGN_COST,
    )


def number_gone(step: str, number: str, service: str, path: str) -> Task:
    """Ask what is to become of a number that left its messaging service."""
    return Task(
        code="number_not_in_service",
        owner=Owner.ISV,
        step=step,
        reason=f"The phone number {number} is no longer in the messaging service {service}, "
        "so nothing can be sent from it.",
        next_step="Add it to the service again in the Twilio Console. If the account no longer "
        "owns it, name another number or area code in the file.",
        fields=(path,),
        command=Command.ONBOARD,
    )


def support(code: str, step: str, reason: str, sid: str) -> Task:
    """Write a task that only Twilio Support can do, with the text to send."""
    return Task(
        code=code,
        owner=Owner.TWILIO_SUPPORT,
        step=step,
        reason=reason,
        next_step="Send the text below to Twilio Support, and wait for the answer.",
        command=Command.RETRY,
        support_text=f"{reason} The resource is {sid}. Please look into it.",
    )


def isv(
    code: str,
    step: str,
    reason: str,
    next_step: str,
    *,
    command: Command | None = None,
    fields: tuple[str, ...] = (),
) -> Task:
    """Write a task for the ISV."""
    return Task(
        code=code,
        owner=Owner.ISV,
        step=step,
        reason=reason,
        next_step=next_step,
        command=command,
        fields=fields,
    )


def approval_missing(lines: Sequence[QuoteLine]) -> Task:
    """Ask for an agreement to these lines of the quote."""
    named = ", ".join(line.what for line in lines)
    return Task(
        code="approval_missing",
        owner=Owner.ISV,
        reason=f"This step costs money that nobody has agreed to pay: {named}.",
        next_step="Run the command: it lists the costs and asks. Without a terminal, add --yes.",
        command=Command.ONBOARD,
        cost=quotes.total(lines),
        quote=tuple(lines),
    )


def faulty_document() -> Task:
    """Say that the registration goes on when the file has no errors any more."""
    return Task(
        code="faulty_document",
        owner=Owner.ISV,
        reason="The customer's file has errors, so nothing is sent.",
        next_step="Fix the errors that `tendlc check` lists, then run the command.",
        command=Command.ONBOARD,
    )


def same_business(others: Sequence[str]) -> Task:
    """Ask whether a business that is in the ledger already is to be registered once more."""
    named = " and ".join(others)
    return Task(
        code="same_business",
        owner=Owner.ISV,
        reason=f"The ledger already has this business, as {named}: the tax id, or the legal name "
        "and address, are the same. A second registration costs the fees again.",
        next_step=f"To go on with that registration, set `customer: {others[0]}` in the file. To "
        "register the business once more, add --another.",
        command=Command.ONBOARD,
        fields=("customer",),
    )


def too_many_writes(step: str) -> Task:
    return isv(
        "too_many_writes",
        step,
        "This step was sent to Twilio many times in this run, and the registration did not move "
        "on. tendlc stopped so that it does not repeat forever.",
        "Look at the history of the customer. The command tries the step again.",
        command=Command.ONBOARD,
    )


def authentication_failed(
    problems: Sequence[Problem], *, mailbox: str, lines: Sequence[QuoteLine]
) -> Task:
    """Ask whether the mail of Authentication+ is to be sent again, to an address that works.

    Args:
        problems: what the brand shows of the failure.
        mailbox: the address that the mail went to.
        lines: what another mail costs.
    """
    told = f": {'; '.join(map(_told, problems))}" if problems else ". Twilio gave no reason"
    return Task(
        code="authentication_failed",
        owner=Owner.BUSINESS,
        step="brand_registration",
        reason=f"The Authentication+ mail to {mailbox} failed or expired{told}".rstrip(".") + ".",
        next_step="If that mailbox cannot be opened, put another one of the company's own domain "
        "in the file. The command has the mail sent again, once. Have its link opened within "
        "seven days.",
        command=COMMANDS["authentication"],
        fields=_CONTACT,
        problems=tuple(problems),
        cost=f"{', '.join(map(quotes.price_words, lines))} for another mail",
    )


def can_be_answered(name: StepName) -> bool:
    """Say whether what a step pays for has a SID, by which a person can tell if it is there."""
    return name in _PAID


def in_doubt(step: str, name: StepName) -> Task:
    """Ask for a paid object that lists may be too late to show."""
    what, kind, place = _PAID[name]
    return isv(
        _DOUBT[name],
        step,
        f"A {what} may have reached Twilio: its answer was lost, and Twilio's lists have left out "
        "something that was just made, so its absence there proves nothing.",
        f"Look in the Console under {place}. Answer with the SID ({kind}...) if it is there, "
        "or with `--absent` instead of `--sid SID` if it is not.",
        command=Command.ANSWER,
    )


def surplus(step: str, name: StepName, sid: str, kept: str) -> Task:
    """Tell of a paid object that is there twice; `kept` is the one that is used."""
    what, _, place = _PAID[name]
    return isv(
        "made_twice",
        step,
        f"Twilio has a second {what} for this customer, {sid}. tendlc uses the older one, {kept}, "
        "and pays nothing more for the second one.",
        "Find out whether a second tendlc, with a ledger of its own, registers this customer, and "
        f"stop one of them. Then {_RID[name]} {sid} in the Console under {place}.",
        command=Command.RETRY,
    )


def brand_in_doubt(step: str) -> Task:
    return isv(
        "brand_in_doubt",
        step,
        "A brand registration may have reached Twilio: its answer was lost, and Twilio's list "
        "leaves out vetted brands, so its absence there proves nothing.",
        "Look in the Console under Trust Hub, A2P messaging. Answer with the SID of the brand "
        "(BN...) if it is there, or with `--absent` instead of `--sid SID` if it is not.",
        command=Command.ANSWER,
    )


def _of_problem(task: Task, problem: Problem, way: Way, run: Way, sid: str) -> Task:
    """Fill in what one problem asks for; `run` is the way whose command serves the others too."""
    known = _known(problem)
    for_support = way in _FOR_SUPPORT
    # fact: error-30900
    other_cause = way == "authentication" and (known is None or known.way != way)
    owner = _OWNERS[known.owner] if known else Owner.TWILIO_SUPPORT
    return replace(
        task,
        owner=Owner.TWILIO_SUPPORT if for_support else owner,
        next_step=_HOW[way] if other_cause else _next_step(way, known),
        command=COMMANDS[run],
        fields=_CONTACT if other_cause else _fields(problem),
        problems=(problem,),
        support_text=_support_text(task.reason, sid) if for_support else None,
    )


def _next_step(way: Way, known: ErrorCode | None) -> str:
    if known is None:
        return (
            "The code is not known here. Fix what the text names, if it names something of the "
            f"customer's; otherwise: {_HOW['support']}"
        )
    return f"{known.remedy} {_HOW[way]}"


def _support_text(reason: str, sid: str) -> str:
    place = f" The resource is {sid}." if sid else ""
    return f"{reason}.{place} Please look into it.".replace("..", ".")


def _told(problem: Problem) -> str:
    known = _known(problem)
    meaning = known.meaning if known else ""
    words = problem.text or meaning or "no reason given"
    if problem.text and meaning and problem.text != meaning:
        words = f"{problem.text} ({meaning})"
    if known is None and problem.url:
        words = f"{words} See {problem.url}"
    named = unplaced(problem.fields)
    if named:
        words = f"{words} Twilio names {', '.join(named)}"
    return f"{problem.code}: {words}" if problem.code else words


def _known(problem: Problem) -> ErrorCode | None:
    return error_codes().get(problem.code or 0)


def _fields(problem: Problem) -> tuple[str, ...]:
    known = _known(problem)
    named = problem.fields or (known.fields if known else ())
    return document_paths(problem.code, named)
