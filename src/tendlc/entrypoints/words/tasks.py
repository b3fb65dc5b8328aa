"""What is said of each task: why it is there, what to do, what it costs, and what Support is sent.

One entry a code. A text may name data of the task in braces; where the sentence itself depends on
the case, a function writes it. `command` in a text is the one that the door shows below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tendlc.domain.steps import StepName
from tendlc.domain.tasks import Owner, Task, TaskCode, TaskWords
from tendlc.entrypoints.words.prices import price_words, total
from tendlc.entrypoints.words.problems import HOW, remedy, told, with_reason

Tell = Callable[[Task], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of one code. `support` is sent to Twilio Support, if the task is theirs."""

    reason: str | Tell
    next_step: str | Tell
    cost: str | Tell = ""
    support: str | Tell = "{reason} The resource is {sid}. Please look into it."


def words_of(task: Task) -> TaskWords:
    """Put a task into words."""
    if task.stored is not None:
        return task.stored
    entry = ENTRIES[TaskCode(task.code)]
    facts = _facts(task)
    reason = _said(entry.reason, task, facts)
    for_support = task.owner is Owner.TWILIO_SUPPORT
    return TaskWords(
        reason=reason,
        next_step=_said(entry.next_step, task, facts),
        cost=_said(entry.cost, task, facts) or None,
        support_text=_said(entry.support, task, facts | {"reason": reason})
        if for_support
        else None,
    )


def _said(text: str | Tell, task: Task, facts: Mapping[str, str]) -> str:
    return text.format_map(facts) if isinstance(text, str) else text(task)


def _facts(task: Task) -> dict[str, str]:
    """Give the data of a task as text, for the names in braces."""
    facts = {
        "sid": task.sid,
        "fields": ", ".join(task.fields),
        "deadline": f"{task.deadline:%Y-%m-%d}" if task.deadline else "",
        "costs": total(task.quote) if task.quote else "",
    }
    for name, value in task.data.items():
        facts[name] = ", ".join(value) if isinstance(value, tuple) else str(value)
    if "bundle" in facts:
        facts["bundle"] = facts["bundle"].replace("_", " ")
    return facts


_CAMPAIGN_COST: Final = "the campaign vetting fee again, for a new campaign"
_SEND: Final = "Send the text below to Twilio Support, and wait for the answer."

_BRANDS: Final = "Trust Hub, A2P messaging"
_PAID: Final[Mapping[StepName, tuple[str, str, str]]] = {
    StepName.BRAND_REGISTRATION: ("brand registration", "BN", _BRANDS),
    StepName.CAMPAIGN: ("campaign", "QE", "Messaging, Regulatory compliance, Campaigns"),
    StepName.PHONE_NUMBER: ("phone number", "PN", "Phone Numbers, Manage, Active numbers"),
}
"""What the paid steps make, how its SID begins, and where the Console shows it."""
_RID: Final[Mapping[StepName, str]] = {
    StepName.BRAND_REGISTRATION: "ask Twilio Support to delete",
    StepName.CAMPAIGN: "delete",
    StepName.PHONE_NUMBER: "release",
}


def _verdict(what: str) -> Tell:
    """Say what was judged, and Twilio's reason where it gave one."""

    def reason(task: Task) -> str:
        if task.problems:
            return with_reason(what.format_map(_facts(task)), task.problems[0])
        nothing = "Twilio gave no reason here; the status mail and the Console have it."
        return f"{what.format_map(_facts(task))}. {nothing}"

    return reason


def _fix(task: Task) -> str:
    if not task.problems:
        return "Fix what the mail names, in the file or elsewhere."
    return remedy(task.problems[0], task.way or "support")


def _judged(what: str, next_step: str | Tell = _fix, cost: str | Tell = "") -> Entry:
    """Make the entry of a verdict against something, for one problem."""
    reason = _verdict(what)

    def support(task: Task) -> str:
        place = f" The resource is {task.sid}." if task.sid else ""
        return f"{reason(task)}.{place} Please look into it.".replace("..", ".")

    return Entry(reason=reason, next_step=next_step, cost=cost, support=support)


def _refused(task: Task) -> str:
    return with_reason("Twilio refused the request", task.problems[0])


def _stuck(what: str) -> Entry:
    return Entry(reason=what, next_step=_SEND)


def _in_doubt(name: StepName) -> Entry:
    """Make the entry of a paid object that may or may not be there."""
    what, kind, place = _PAID[name]

    def reason(task: Task) -> str:
        if task.data["vetted"]:
            why = "list leaves out vetted brands"
        else:
            why = "lists have left out something that was just made"
        return (
            f"A {what} may have reached Twilio: its answer was lost, and Twilio's {why}, so its "
            "absence there proves nothing."
        )

    def next_step(task: Task) -> str:
        sid = f"SID of the brand ({kind}...)" if task.data["vetted"] else f"SID ({kind}...)"
        return (
            f"Look in the Console under {place}. Answer with the {sid} if it is there, "
            "or with `--absent` instead of `--sid SID` if it is not."
        )

    return Entry(reason=reason, next_step=next_step)


def _twice(task: Task) -> str:
    what, _, _ = _PAID[StepName(str(task.data["kind"]))]
    return (
        f"Twilio has a second {what} for this customer, {task.sid}. tendlc uses the older one, "
        f"{task.data['kept']}, and pays nothing more for the second one."
    )


def _get_rid(task: Task) -> str:
    name = StepName(str(task.data["kind"]))
    return (
        "Find out whether a second tendlc, with a ledger of its own, registers this customer, and "
        f"stop one of them. Then {_RID[name]} {task.sid} in the Console under {_PAID[name][2]}."
    )


def _uneditable(task: Task) -> str:
    if task.data["verified"]:
        what = "is verified, so no field of it can be edited."
    else:
        what = "exists, so its use case, keywords and replies cannot be edited."
    return f"The campaign {what} The changes below were not sent."


def _recreate(task: Task) -> str:
    stop = (
        "All traffic of the messaging service stops at once and until the new campaign is "
        "approved. "
        if task.data["verified"]
        else ""
    )
    return (
        "The command deletes the campaign and creates it again on the same brand and "
        f"messaging service; a new review takes 10 to 15 business days. {stop}"
        "To keep the campaign, put the old values back in the file."
    )


def _unusable_profile(task: Task) -> str:
    facts = _facts(task)
    faults = {
        "missing": "The account has no such profile.",
        "policy": "It follows the policy {policy}, which is not that of a secondary profile.",
        "status": "Its status is `{status}`.",
    }
    fault = faults[facts["fault"]].format_map(facts)
    return f"The customer profile {task.sid} that the document names cannot be used. {fault}"


def _no_primary(task: Task) -> str:
    sid = task.sid
    what = f"{sid} is not an approved primary customer profile" if sid else "There is none"
    return f"The account has no approved primary customer profile of the ISV. {what}."


def _nothing_on_sale(task: Task) -> str:
    code = task.data["area_code"]
    where = f"with the area code {code}" if code else "in the US"
    return f"Twilio has no local number {where} on sale that can send messages."


def _another_use_case(task: Task) -> str:
    token = ", or add the token of Campaign Verify if the organization is a 527"
    return f"Choose another use case{token if task.data['use_case'] == 'POLITICAL' else ''}."


def _unpaid(task: Task) -> str:
    named = ", ".join(line.what for line in task.quote)
    return f"This step costs money that nobody has agreed to pay: {named}."


def _twins(task: Task) -> tuple[str, ...]:
    others = task.data["others"]
    return others if isinstance(others, tuple) else (str(others),)


def _same_business(task: Task) -> str:
    return (
        f"The ledger already has this business, as {' and '.join(_twins(task))}: the tax id, or "
        "the legal name and address, are the same. A second registration costs the fees again."
    )


def _one_or_another(task: Task) -> str:
    return (
        f"To go on with that registration, set `customer: {_twins(task)[0]}` in the file. To "
        "register the business once more, add --another."
    )


def _mail_awaited(task: Task) -> str:
    facts = _facts(task)
    there = task.data["campaign_there"]
    steps = [
        f"Open the link in the mail, by {facts['deadline']} at the latest.",
        "The campaign stays rejected until then."
        if there
        else "No campaign is paid for until then.",
        "If Twilio does not show that it was opened, the command says so.",
    ]
    if task.data["corrected"]:
        steps.append("The new address in the file is used when this mail has failed or expired.")
    return " ".join(steps)


def _mail_failed(task: Task) -> str:
    why = f": {'; '.join(map(told, task.problems))}" if task.problems else ". Twilio gave no reason"
    mailbox = task.data["mailbox"]
    return f"The Authentication+ mail to {mailbox} failed or expired{why}".rstrip(".") + "."


def _cost_of_failed(task: Task) -> str:
    return _CAMPAIGN_COST if task.data["final"] else ""


def _another_mail(task: Task) -> str:
    return f"{', '.join(map(price_words, task.quote))} for another mail"


ENTRIES: Final[Mapping[TaskCode, Entry]] = {
    TaskCode.UNREADABLE_RECORD: Entry(
        reason="This customer's record in the ledger cannot be read: {what}.",
        next_step="Use the version of tendlc that wrote it, or restore the ledger from a backup.",
    ),
    TaskCode.REQUEST_REFUSED: Entry(reason=_refused, next_step=_fix, support=_refused),
    TaskCode.FAULTY_DOCUMENT: Entry(
        reason="The customer's file has errors, so nothing is sent.",
        next_step="Fix the errors that `tendlc check` lists, then run the command.",
    ),
    TaskCode.SAME_BUSINESS: Entry(reason=_same_business, next_step=_one_or_another),
    TaskCode.APPROVAL_MISSING: Entry(
        reason=_unpaid,
        next_step="Run the command: it lists the costs and asks. Without a terminal, add --yes.",
        cost="{costs}",
    ),
    TaskCode.TOO_MANY_WRITES: Entry(
        reason="This step was sent to Twilio many times in this run, and the registration did not "
        "move on. tendlc stopped so that it does not repeat forever.",
        next_step="Look at the history of the customer. The command tries the step again.",
    ),
    TaskCode.NO_PRIMARY_CUSTOMER_PROFILE: Entry(
        reason=_no_primary,
        next_step="Register the ISV itself in the Twilio Console (Trust Hub, identity `ISV "
        "Reseller or Partner`), and wait for its approval.",
    ),
    TaskCode.NAMED_PROFILE_UNUSABLE: Entry(
        reason=_unusable_profile,
        next_step="Correct `customer_profile_sid` in the document, or take it out to have a new "
        "profile made; a draft can also be submitted in the Console.",
    ),
    TaskCode.NONCOMPLIANT: _judged("The {bundle} is not complete"),
    TaskCode.BUNDLE_REJECTED: _judged("Twilio rejected the {bundle}"),
    TaskCode.STILL_DRAFT: Entry(
        reason="The {bundle} was submitted and is a draft again.",
        next_step="Find out who set it back to draft; the command submits it again.",
    ),
    TaskCode.BUNDLE_IN_REVIEW: _stuck("The {bundle} has been in review for more than three days."),
    TaskCode.BUNDLE_LOST: _stuck("The {bundle} has the status `{status}` at Twilio."),
    TaskCode.REOPEN_BUNDLE: _stuck(
        "The brand failed, and the fixed data cannot reach it: the approved {bundle} {sid} takes "
        "no edits. Please set it back to draft."
    ),
    TaskCode.CHANGES_NOT_SENT: Entry(
        reason="The {bundle} is approved and takes no edits, so the changes below were not sent.",
        next_step="Send the text below to Twilio Support. When they have set it back to draft, the "
        "command sends the changes. To drop them, put the old values back in the file.",
        support="Please set the {bundle} {sid} back to draft: we want to change {fields}.",
    ),
    TaskCode.BRAND_FAILED: _judged("The brand was not approved"),
    TaskCode.BRAND_NEVER_REGISTERED: _judged(
        "The brand failed before it reached The Campaign Registry, so it cannot be resubmitted",
        next_step=HOW["new_brand"],
        cost="a new brand fee, if Twilio Support says that only a new brand helps",
    ),
    TaskCode.BRAND_UPDATES_USED_UP: _stuck(
        "The brand failed and its three free resubmissions are used up."
    ),
    TaskCode.BRAND_IN_REVIEW: _stuck("The brand has been in manual review for more than two days."),
    TaskCode.BRAND_STUCK: _stuck("The brand has the status `{status}`."),
    TaskCode.BRAND_IN_DOUBT: _in_doubt(StepName.BRAND_REGISTRATION),
    TaskCode.CAMPAIGN_IN_DOUBT: _in_doubt(StepName.CAMPAIGN),
    TaskCode.NUMBER_IN_DOUBT: _in_doubt(StepName.PHONE_NUMBER),
    TaskCode.MADE_TWICE: Entry(reason=_twice, next_step=_get_rid),
    TaskCode.AUTHENTICATION_AWAITED: Entry(
        reason="The Authentication+ mail to {mailbox} waits for its link to be opened.",
        next_step=_mail_awaited,
    ),
    TaskCode.AUTHENTICATION_FAILED: Entry(
        reason=_mail_failed,
        next_step="If that mailbox cannot be opened, put another one of the company's own domain "
        "in the file. The command has the mail sent again, once. Have its link opened within "
        "seven days.",
        cost=_another_mail,
    ),
    TaskCode.VETTING_FAILED: Entry(
        reason="The import of the Campaign Verify result failed.",
        next_step="Get a new token from Campaign Verify and put it into the file.",
    ),
    TaskCode.USE_CASE_CLOSED: Entry(
        reason="Twilio lists this organization as {exemption}, and {use_case} is open to "
        "{open_to} only (30900). No campaign was paid.",
        next_step=_another_use_case,
    ),
    TaskCode.NO_USE_CASES: _stuck(
        "Twilio allows this brand no use case, so no campaign can be registered."
    ),
    TaskCode.USE_CASE_NOT_OPEN: Entry(
        reason="The use case {use_case} is not open to this brand.",
        next_step="Choose one of: {open}.",
    ),
    TaskCode.CAMPAIGN_FAILED: _judged("The campaign was rejected", cost=_cost_of_failed),
    TaskCode.CAMPAIGN_RECREATION: Entry(
        reason=_uneditable, next_step=_recreate, cost=_CAMPAIGN_COST
    ),
    TaskCode.CAMPAIGN_GONE: Entry(
        reason="The campaign is not at Twilio any more; somebody has deleted it.",
        next_step="The command creates it again on the same brand and messaging service.",
        cost=_CAMPAIGN_COST,
    ),
    TaskCode.CAMPAIGN_NOT_GONE: _stuck(
        "The campaign of {sid} was deleted, and Twilio still shows it."
    ),
    TaskCode.CAMPAIGN_STUCK: _stuck("The campaign of {sid} has the status `{status}`."),
    TaskCode.NUMBER_NOT_IN_SERVICE: Entry(
        reason="The phone number {number} ({sid}) is no longer in the messaging service {service}, "
        "so nothing can be sent from it.",
        next_step="Add it to the service again in the Twilio Console. If the account no longer "
        "owns it, name another number or area code in the file.",
    ),
    TaskCode.NUMBER_NOT_ON_SALE: Entry(
        reason="The account does not own this number, and Twilio does not have it on sale as one "
        "that can send messages.",
        next_step="Name a number that the account owns or that is on sale, or an area code.",
    ),
    TaskCode.NO_NUMBER_ON_SALE: Entry(
        reason=_nothing_on_sale, next_step="Name another area code, or none."
    ),
    TaskCode.NUMBER_NOT_IN_ACCOUNT: Entry(
        reason="The account has no number with this SID.",
        next_step="Name the SID of a number of this account.",
    ),
    TaskCode.NUMBER_CANNOT_SEND: Entry(
        reason="The account owns this number, but it cannot send messages.",
        next_step="Name a number that can send messages.",
    ),
}
"""The table."""
