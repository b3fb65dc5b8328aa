"""Whether an answer names the thing that was asked for: a SID of the right kind, or the very one.

A SID of another kind in the ledger would block a customer: every later request would name it. So
nothing is recorded under it; after a write such an answer leaves the outcome open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tendlc.catalog.sids import is_sid
from tendlc.domain import actions, observed
from tendlc.domain.actions import Action
from tendlc.domain.observed import Seen
from tendlc.domain.subjects import Subject
from tendlc.errors import UnexpectedAnswer

# fact: sid-bu
# fact: sid-it
# fact: sid-ad
# fact: sid-rd
# fact: sid-bv
# fact: sid-el
# fact: sid-bn
# fact: sid-vt
# fact: sid-mg
# fact: sid-qe
# fact: sid-pn
PREFIX_OF_ACTION: Final[Mapping[type[Action], str]] = {
    actions.CreateCustomerProfile: "BU",
    actions.CreateTrustProduct: "BU",
    actions.CreateEndUser: "IT",
    actions.UpdateEndUser: "IT",
    actions.CreateAddress: "AD",
    actions.UpdateAddress: "AD",
    actions.CreateSupportingDocument: "RD",
    actions.AssignEntity: "BV",
    actions.EvaluateBundle: "EL",
    actions.SubmitBundle: "BU",
    actions.RegisterBrand: "BN",
    actions.UpdateBrandRegistration: "BN",
    actions.ImportVetting: "VT",
    actions.ResendBrandAuthenticationMail: "BN",
    actions.CreateMessagingService: "MG",
    actions.UpdateMessagingService: "MG",
    actions.CreateCampaign: "QE",
    actions.UpdateCampaign: "QE",
    actions.DeleteCampaign: "QE",
    actions.BuyPhoneNumber: "PN",
    actions.AddPhoneNumber: "PN",
    actions.RemovePhoneNumber: "PN",
}

PREFIX_OF_SEEN: Final[Mapping[type[Seen], str]] = {
    observed.PrimaryProfileSeen: "BU",
    observed.BundleSeen: "BU",
    observed.EvaluationSeen: "EL",
    observed.BrandSeen: "BN",
    observed.CampaignSeen: "QE",
    observed.PhoneNumberSeen: "PN",
    observed.OwnedNumberSeen: "PN",
}
"""What is seen without a SID of its own, such as numbers on sale, is not listed."""


def named_as_asked(asked: Action | Subject, sid: str | None, seen: Seen | None) -> None:
    """Check the SIDs of an answer before anybody records them.

    Args:
        asked: the write, or the thing looked at.
        sid: the SID of what was made or found; None for a look.
        seen: what the answer showed.

    Raises:
        UnexpectedAnswer: a SID is of another kind, or of another thing than the one named.
    """
    wanted = _wanted(asked)
    if isinstance(asked, Action):
        _check(sid, PREFIX_OF_ACTION[type(asked)], wanted)
    prefix = PREFIX_OF_SEEN.get(type(seen)) if seen is not None else None
    shown = getattr(seen, "sid", None)
    if prefix is not None and shown is not None:
        _check(shown, prefix, wanted if isinstance(asked, Subject) else sid)


def _wanted(asked: Action | Subject) -> str | None:
    """Return the SID that the question itself names, where the answer must repeat it."""
    match asked:
        case actions.SubmitBundle():
            return asked.bundle_sid
        case actions.AddPhoneNumber() | actions.RemovePhoneNumber():
            return asked.phone_number_sid
        case _:
            return getattr(asked, "sid", None)


def _check(sid: str | None, prefix: str, wanted: str | None) -> None:
    if sid is None or not is_sid(sid, prefix):
        raise UnexpectedAnswer(f"The answer names no SID that begins with {prefix}.")
    if wanted is not None and sid != wanted:
        raise UnexpectedAnswer("The answer names another SID than the one that was asked for.")
