"""From what went wrong to tasks: which code, who can fix it, and the way back.

Meanings, owners and ways back of Twilio's codes stand in the catalog; here they are put together
with the state of one customer. A task has one cause and one command. The words stand at the doors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from tendlc.catalog.error_codes import ErrorCode, Way, error_codes
from tendlc.domain.approval import QuoteLine
from tendlc.domain.observed import Problem
from tendlc.domain.steps import Attempt, StepName
from tendlc.domain.tasks import Command, Datum, Owner, Task, TaskCode
from tendlc.rules.document_paths import document_paths

# fact: campaign-right-after-service
EARLY_CAMPAIGN_STATUS = 422
EARLY_CAMPAIGN_PAUSE = timedelta(seconds=1)
CONFLICT_CODE = 20409
# fact: error-21723
IMPORT_RUNNING = 21723
CONFLICT_PAUSE = timedelta(seconds=5)
MOST_REPEATS_OF_A_REFUSAL = 3

_DOUBT: Mapping[StepName, TaskCode] = {
    StepName.BRAND_REGISTRATION: TaskCode.BRAND_IN_DOUBT,
    StepName.CAMPAIGN: TaskCode.CAMPAIGN_IN_DOUBT,
    StepName.PHONE_NUMBER: TaskCode.NUMBER_IN_DOUBT,
}
"""The steps that pay, and the task of each where nobody knows whether they did."""

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
    return Task(code=TaskCode.UNREADABLE_RECORD, owner=Owner.ISV, data={"what": what})


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
    return Task(
        code=TaskCode.REQUEST_REFUSED,
        owner=owner,
        step=str(attempt.step),
        command=COMMANDS[way],
        way=way,
        fields=fields,
        problems=(problem,),
    )


def verdict(
    code: TaskCode,
    step: str,
    problems: Sequence[Problem],
    *,
    sid: str = "",
    public_company: bool = False,
    tries_left: int | None = None,
    data: Mapping[str, Datum] | None = None,
) -> tuple[Task, ...]:
    """Turn a verdict against a bundle, brand or campaign into tasks, one for each problem.

    Args:
        code: the code of the tasks.
        step: the step of the thing that was judged.
        problems: what Twilio gave as reasons.
        sid: the thing that was judged.
        public_company: the brand waits for its Authentication+, and its use cases with it.
        tries_left: how often Twilio takes it again; None where it does not count.
        data: what else is told of it.
    """
    task = Task(
        code=code,
        owner=Owner.BUSINESS,
        step=step,
        command=Command.RETRY,
        sid=sid,
        tries_left=tries_left,
        data=data or {},
    )
    if not problems:
        return (task,)
    once = tuple(dict.fromkeys(problems))
    ways = [way_back(problem, public_company=public_company) for problem in once]
    shared = next((way for way in _TOGETHER if way in ways), None)
    return tuple(
        _of_problem(task, problem, way, shared if shared and way in _TOGETHER else way)
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


def only_a_new_brand(task: Task) -> Task:
    """Turn a task about a brand into one for Twilio Support: no resubmission helps."""
    return replace(task, owner=Owner.TWILIO_SUPPORT, way="new_brand", command=COMMANDS["new_brand"])


def recreate_campaign(fields: tuple[str, ...], *, verified: bool) -> Task:
    """Say what it takes to change a campaign that cannot be edited.

    `verified`: its messages go out today, and would stop until the next campaign is approved.
    """
    return isv(
        TaskCode.CAMPAIGN_RECREATION,
        StepName.CAMPAIGN,
        command=Command.RECREATE_CAMPAIGN,
        fields=fields,
        data={"verified": verified},
    )


def locked_bundle(bundle: str, sid: str, fields: tuple[str, ...]) -> Task:
    """Say that an approved bundle takes no edits; `bundle` is the step that makes it.

    Twilio's ProvisionalCopy makes an editable copy of a bundle; what its submission does to the
    bundle and its brand is not published, so it is not used.
    """
    return Task(
        code=TaskCode.CHANGES_NOT_SENT,
        owner=Owner.TWILIO_SUPPORT,
        step=bundle,
        command=Command.ONBOARD,
        fields=fields,
        sid=sid,
        data={"bundle": bundle},
    )


def support(code: TaskCode, step: str, sid: str, data: Mapping[str, Datum] | None = None) -> Task:
    """Write a task that only Twilio Support can do; `sid` is what it is about."""
    return Task(
        code=code,
        owner=Owner.TWILIO_SUPPORT,
        step=step,
        command=Command.RETRY,
        way="support",
        sid=sid,
        data=data or {},
    )


def isv(
    code: TaskCode,
    step: str,
    *,
    command: Command | None = None,
    fields: tuple[str, ...] = (),
    sid: str = "",
    data: Mapping[str, Datum] | None = None,
) -> Task:
    """Write a task for the ISV."""
    return Task(
        code=code,
        owner=Owner.ISV,
        step=step,
        command=command,
        fields=fields,
        sid=sid,
        data=data or {},
    )


def approval_missing(lines: Sequence[QuoteLine]) -> Task:
    """Ask for an agreement to these lines of the quote."""
    return Task(
        code=TaskCode.APPROVAL_MISSING,
        owner=Owner.ISV,
        command=Command.ONBOARD,
        quote=tuple(lines),
    )


def faulty_document(fields: Sequence[str] = ()) -> Task:
    """Say that the registration goes on when the file has no errors, in `fields` or elsewhere."""
    return Task(
        code=TaskCode.FAULTY_DOCUMENT,
        owner=Owner.ISV,
        command=Command.ONBOARD,
        fields=tuple(fields),
    )


def same_business(others: Sequence[str]) -> Task:
    """Ask whether a business that is in the ledger already is to be registered once more."""
    return Task(
        code=TaskCode.SAME_BUSINESS,
        owner=Owner.ISV,
        command=Command.ONBOARD,
        fields=("customer",),
        data={"others": tuple(others)},
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
    return Task(
        code=TaskCode.AUTHENTICATION_FAILED,
        owner=Owner.BUSINESS,
        step=StepName.BRAND_REGISTRATION,
        command=COMMANDS["authentication"],
        way="authentication",
        fields=_CONTACT,
        problems=tuple(problems),
        quote=tuple(lines),
        data={"mailbox": mailbox},
    )


def can_be_answered(name: StepName) -> bool:
    """Say whether what a step pays for has a SID, by which a person can tell if it is there."""
    return name in _DOUBT


def in_doubt(step: str, name: StepName, *, vetted: bool = False) -> Task:
    """Ask for a paid object that lists may be too late to show.

    `vetted`: it is a brand that may have been vetted, and lists leave such brands out.
    """
    return isv(_DOUBT[name], step, command=Command.ANSWER, data={"vetted": vetted})


def surplus(step: str, name: StepName, sid: str, kept: str) -> Task:
    """Tell of a paid object that is there twice; `kept` is the one that is used."""
    data = {"kind": str(name), "kept": kept}
    return isv(TaskCode.MADE_TWICE, step, command=Command.RETRY, sid=sid, data=data)


def _of_problem(task: Task, problem: Problem, way: Way, run: Way) -> Task:
    """Fill in what one problem asks for; `run` is the way whose command serves the others too."""
    known = _known(problem)
    owner = _OWNERS[known.owner] if known else Owner.TWILIO_SUPPORT
    return replace(
        task,
        owner=Owner.TWILIO_SUPPORT if way in _FOR_SUPPORT else owner,
        command=COMMANDS[run],
        way=way,
        fields=_CONTACT if has_other_cause(problem, way) else _fields(problem),
        problems=(problem,),
    )


def has_other_cause(problem: Problem, way: Way | None) -> bool:
    """Say whether a use case was refused for want of Authentication+, not for what it is."""
    # fact: error-30900
    known = _known(problem)
    return way == "authentication" and (known is None or known.way != way)


def _known(problem: Problem) -> ErrorCode | None:
    return error_codes().get(problem.code or 0)


def _fields(problem: Problem) -> tuple[str, ...]:
    known = _known(problem)
    named = problem.fields or (known.fields if known else ())
    return document_paths(problem.code, named)
