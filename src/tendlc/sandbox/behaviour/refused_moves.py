"""What a state forbids: for every request that a lifecycle may refuse, the code that refuses it.

None means that the request may go on. Refusals are named by their code alone; their body is made
where answers are made. Which states there are, and how one leads to another, `lifecycles` says.
"""

from __future__ import annotations

from collections.abc import Sequence

from tendlc.catalog.error_codes import error_codes
from tendlc.catalog.limits import LIMITS
from tendlc.sandbox.behaviour.lifecycles import BUNDLE


def bundle_status_refusal(current: str, wanted: str) -> int | None:
    """Return the code that refuses a client's status for a bundle; None where it may set it.

    Only pending-review and draft are set by clients. Asking again for what is so already is fine
    while the bundle is still the client's.
    """
    if wanted not in ("pending-review", "draft"):
        return 22203
    if wanted == current:
        return None
    moves = {(step.source, step.target) for step in BUNDLE.values() if step.moved_by == "client"}
    return None if (current, wanted) in moves else 20409


def bundle_edit_refusal(status: str) -> int | None:
    """Return the code that refuses edits of a bundle and of what is assigned to it, else None.

    The number is inferred: the rule is published, its code is not.
    """
    return 20409 if status in ("in-review", "twilio-approved") else None


def bundle_delete_refusal(status: str) -> int | None:
    """Return the code that refuses to delete a bundle, else None."""
    return 21647 if status in ("pending-review", "in-review") else None


def end_user_delete_refusal(*, assigned: bool) -> int | None:
    """Return the code that refuses to delete an end user, else None."""
    return 21644 if assigned else None


def supporting_document_delete_refusal(*, assigned: bool, under_review: bool) -> int | None:
    """Return the code that refuses to delete a supporting document, else None."""
    if under_review:
        return 21646
    return 21645 if assigned else None


def brand_update_refusal(
    status: str, tcr_id: str | None, updates_made: int, *, authentication: str = "none"
) -> int | None:
    """Return the code that refuses another submission of a brand, else None.

    A brand that never reached the Campaign Registry cannot be updated either; its code is a guess.
    An approved one is updated after its Authentication+ has failed, for another mail.
    """
    if status == "SUSPENDED":
        return 21731
    if status == "APPROVED" and authentication == "failed":
        return None
    if status != "FAILED" or tcr_id is None:
        return 21725
    return 21724 if updates_made >= LIMITS.brand_update_limit else None


def campaign_create_refusal(
    *,
    brand_status: str,
    brand_type: str,
    identity_status: str | None,
    use_case: str,
    campaigns_of_brand: int,
) -> int | None:
    """Return the code that refuses a campaign for a brand, else None (domain: errors, section 7).

    A sole proprietor whose one-time code is open is not ready; campaigns in any state count.
    """
    sole_proprietor = brand_type == "SOLE_PROPRIETOR"
    if brand_status == "SUSPENDED":
        return 21731
    if brand_status != "APPROVED" or sole_proprietor != (use_case == "SOLE_PROPRIETOR"):
        return 21717
    if sole_proprietor and identity_status in (None, "UNVERIFIED"):
        return 21717
    full = campaigns_of_brand >= LIMITS.campaigns_per_sole_proprietor_brand
    return 21732 if sole_proprietor and full else None


def campaign_update_refusal(
    status: str, error_codes_now: Sequence[int] = (), *, brand_status: str = "APPROVED"
) -> int | None:
    """Return the code that refuses an edit of a campaign, else None.

    Some rejections are final. For these, and for campaigns that have not failed, the number is a
    guess.
    """
    if status == "SUSPENDED":
        return 21729
    if brand_status == "SUSPENDED":
        return 21731
    known = error_codes()
    final = any(code in known and known[code].resubmittable is False for code in error_codes_now)
    return 20409 if status != "FAILED" or final else None


def campaign_delete_refusal(status: str) -> int | None:
    """Return the code that refuses to delete a campaign, else None.

    Every write on a suspended one is refused; that deleting counts as one is a guess.
    """
    return 21729 if status == "SUSPENDED" else None
