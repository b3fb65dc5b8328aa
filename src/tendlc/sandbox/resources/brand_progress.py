"""A brand's way through the registry: review, registration, identity, vetting, and what follows.

Steps are taken when they are due, in the order that the verdict named; a scripted verdict takes the
place of the next decision. One-time codes and Authentication+, which approval sets off, stand in
modules of their own.
"""

from __future__ import annotations

from typing import Final

from tendlc.sandbox.behaviour.lifecycles import Transition
from tendlc.sandbox.behaviour.magic import forced
from tendlc.sandbox.behaviour.review import BrandVerdict, review_brand, waits_for_bundles
from tendlc.sandbox.operations import Shape
from tendlc.sandbox.resources import brand_authentication, one_time_codes
from tendlc.sandbox.resources.brand_moves import (
    KIND,
    SOLE_PROPRIETOR,
    is_vetted,
    move,
    show_errors,
    table,
)
from tendlc.sandbox.resources.brand_submissions import submission_of
from tendlc.sandbox.resources.brand_vettings import (
    order_secondary_vetting,
    remove_vettings,
    settle_secondary_vetting,
)
from tendlc.sandbox.resources.campaign_progress import (
    campaigns_of,
    lift_suspension,
    remove_campaign,
    suspend_campaign,
)
from tendlc.sandbox.resources.scripted import scripted_errors
from tendlc.sandbox.world.session import Record, Session

_DECISIONS: Final = frozenset(
    {"verify", "approve", "fail-registration", "fail-verification", "send-to-review"}
    | {"approve-after-review", "fail-after-review"}
)
"""The transitions in whose place a scripted verdict comes."""


def suspend(session: Session, record: Record) -> None:
    """Suspend a brand and its campaigns; unless it is lifted, the brand is removed in the end.

    Secondary vetting under way goes on once the suspension is lifted.
    """
    session.cancel(record.key, f"{KIND}.go_on")
    _take_only(session, record, "suspend")


def lift(session: Session, record: Record) -> None:
    """Lift the suspension of a brand and of the campaigns that were suspended with it."""
    transition = table(record)["lift-suspension"]
    session.cancel(record.key, f"{KIND}.clean_up")
    move(session, record, transition)
    for campaign in campaigns_of(session, record.key):
        lift_suspension(session, campaign, only_with_brand=True)
    _schedule_next(session, record)


def delete(session: Session, record: Record) -> None:
    """Have a brand deleted, as the Console does: it goes some time later, or it does not."""
    session.cancel(record.key)
    record.data["ahead"] = []
    transition = table(record)["delete"]
    move(session, record, transition)
    session.schedule(table(record)["finish-deletion"].timing, f"{KIND}.deleted", record.key)


def send_mail_again(session: Session, record: Record) -> None:
    """Send the mail of Authentication+ once more, to the contact address as it is now."""
    record.data["verdict"] = verdict_data(review_brand(submission_of(session, record)))
    brand_authentication.send_mail(session, record)


def _start(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record is None or record.data["status"] != "PENDING" or record.data["ahead"]:
        return
    submission = submission_of(session, record)
    if waits_for_bundles(submission):
        session.remember(record, "waiting", because="a bundle is still under review")
        return
    verdict = review_brand(submission)
    record.data["ahead"] = list(verdict.path)
    record.data["verdict"] = verdict_data(verdict)
    if verdict.path:
        _take(session, record)
    else:
        session.hold(f"{KIND}.register", key)


def _go_on(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record and record.data["ahead"]:
        _take(session, record)


def _take(session: Session, record: Record) -> None:
    data = record.data
    name = data["ahead"][0]
    script = session.verdict("brand", record.key) if name in _DECISIONS else None
    if script:
        name = _follow(record, script)
    data["ahead"] = data["ahead"][1:]
    _take_only(session, record, name)
    _schedule_next(session, record)


def _take_only(session: Session, record: Record, name: str) -> None:
    transition = table(record)[name]
    if transition.starts_from(record.data["status"]):
        _show_findings(session, record, transition)
        move(session, record, transition)
        _set_off(session, record, transition)


def _follow(record: Record, script: Shape) -> str:
    """Put a scripted verdict in the place of the decision that is next; return what is next now."""
    data = record.data
    if script["outcome"] == "approved":
        approval = "approve" if data["brand_type"] == SOLE_PROPRIETOR else "verify"
        first = "approve-after-review" if data["status"] == "IN_REVIEW" else approval
        data["ahead"] = [first, *(["vet"] if is_vetted(data) else [])]
    elif script["outcome"] == "held":
        data["ahead"] = ["send-to-review"]
    else:
        reviewed = data["status"] == "IN_REVIEW"
        data["ahead"] = ["fail-after-review" if reviewed else "fail-verification"]
        errors = scripted_errors(script)
        data["verdict"] = {**data["verdict"], "errors": [each.as_json() for each in errors]}
    return str(data["ahead"][0])


def _show_findings(session: Session, record: Record, transition: Transition) -> None:
    """Put what the verdict found into the fields of the brand, as far as it is known by now."""
    data, verdict = record.data, record.data["verdict"]
    registered = transition.name == "register" or transition.target == "APPROVED"
    if data["tcr_id"] is None and (registered or verdict.get("tcr_reached")):
        data["tcr_id"] = session.world.chance.registry_id("B", record.key)
        if not data["mock"]:
            session.charge(
                "brand_with_secondary_vetting" if is_vetted(data) else "brand", record.key
            )
    if transition.target == "FAILED":
        data["errors"] = verdict["errors"]
    elif transition.name == "fail-vetting":
        show_errors(record, verdict["vetting_errors"])
    elif transition.name == "vet":
        data["brand_score"] = verdict["brand_score"]
    elif transition.target == "APPROVED":
        names = ("russell_3000", "government_entity", "tax_exempt_status")
        data |= {name: verdict[name] for name in names}
        data["errors"] = verdict["hints"]
        data["brand_score"] = None if _awaits_vetting(data) else verdict["brand_score"]


def _set_off(session: Session, record: Record, transition: Transition) -> None:
    """Do what a transition of a brand brings about elsewhere."""
    if transition.name in ("vet", "fail-vetting"):
        settle_secondary_vetting(session, record.key, succeeded=transition.name == "vet")
    elif transition.target == "SUSPENDED":
        for campaign in campaigns_of(session, record.key):
            suspend_campaign(session, campaign, with_brand=True)
        session.schedule(table(record)["clean-up"].timing, f"{KIND}.clean_up", record.key)
    elif transition.target == "APPROVED":
        if _awaits_vetting(record.data):
            order_secondary_vetting(session, record.key)
        if record.data["brand_type"] == SOLE_PROPRIETOR:
            one_time_codes.send(session, record, record.data["verdict"]["otp"])
        brand_authentication.begin(session, record)


def _awaits_vetting(data: Shape) -> bool:
    return not {"vet", "fail-vetting"}.isdisjoint(data["ahead"])


def _schedule_next(session: Session, record: Record) -> None:
    data = record.data
    if data["ahead"]:
        transition = table(record)[data["ahead"][0]]
        session.schedule(transition.timing, f"{KIND}.go_on", record.key)
    elif data["status"] == "IN_REVIEW":
        data["ahead"] = ["approve-after-review"]
        session.hold(f"{KIND}.go_on", record.key)
    session.save_quietly(record)


def _clean_up(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record and record.data["status"] == "SUSPENDED":
        move(session, record, table(record)["clean-up"])
        for campaign in campaigns_of(session, key):
            remove_campaign(session, campaign)
        session.schedule(table(record)["finish-deletion"].timing, f"{KIND}.deleted", key)


def _deleted(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record is None or record.data["status"] != "DELETION_PENDING":
        return
    submission = submission_of(session, record)
    bundles = (submission.profile, submission.trust_product)
    asked = forced([bundle.texts() for bundle in bundles if bundle])
    if campaigns_of(session, key) or "deletion-fails" in asked.words:
        move(session, record, table(record)["fail-deletion"])
    else:
        remove_vettings(session, key)
        move(session, record, table(record)["finish-deletion"])


def _expire(session: Session, key: str) -> None:
    record = session.find(KIND, key)
    if record:
        for campaign in campaigns_of(session, key):
            remove_campaign(session, campaign)
        remove_vettings(session, key)
        move(session, record, table(record)["expire"])


def verdict_data(verdict: BrandVerdict) -> Shape:
    """Return a verdict as it is kept with its brand."""
    return {
        "errors": [error.as_json() for error in verdict.errors],
        "hints": [error.as_json() for error in verdict.hints],
        "tcr_reached": verdict.tcr_reached,
        "brand_score": verdict.brand_score,
        "russell_3000": verdict.russell_3000,
        "government_entity": verdict.government_entity,
        "tax_exempt_status": verdict.tax_exempt_status,
        "vetting_errors": [error.as_json() for error in verdict.vetting_errors],
        "otp": verdict.otp,
        "authentication": verdict.authentication,
        "authentication_path": list(verdict.authentication_path),
        "authentication_errors": [error.as_json() for error in verdict.authentication_errors],
    }


STEPS: Final = {
    f"{KIND}.register": _start,
    f"{KIND}.go_on": _go_on,
    f"{KIND}.clean_up": _clean_up,
    f"{KIND}.deleted": _deleted,
    f"{KIND}.expire": _expire,
}
