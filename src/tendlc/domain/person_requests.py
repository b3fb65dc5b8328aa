"""What people ask for while a customer is on its way: rows of their own, applied by the next job.

A person appends and never changes the customer's record, and the job applies what was appended, so
neither makes the other's work stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tendlc.domain.approval import Approval
from tendlc.domain.customer import Customer
from tendlc.domain.observed import BrandSeen, BundleSeen, CampaignSeen, OwnedNumberSeen

ObjectSeen = BrandSeen | BundleSeen | CampaignSeen | OwnedNumberSeen
"""What a look at the object of a doubt can show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """Bring the record in line with this document.

    `retry`: try again what was refused. `recreation_of`: the number of the campaign to delete and
    create again, 0 for none. `agreed` and `same_business` name other customers that are the same
    business, agreed to now or by nobody. `approval`: what was agreed to pay. `place`: where the
    sandbox was found, as in Onboarding.
    """

    customer: Customer
    retry: bool = False
    recreation_of: int = 0
    agreed: tuple[str, ...] = ()
    same_business: tuple[str, ...] = ()
    approval: Approval | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try again what was refused or rejected although the document did not change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAgain:
    """Look at everything again; the document stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswer:
    """The object of the doubtful step has this SID, or (None) is not there.

    `number`: that of the attempt which was asked about; what was sent since is another question.
    `corrects`: the time of the answer that this one takes the place of; None for a first one.
    `seen`: what the object showed when it was looked up.
    """

    step: str
    number: int
    sid: str | None
    corrects: datetime | None = None
    seen: ObjectSeen | None = None


Asked = NewDocument | Retry | LookAgain | StepAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRequest:
    """One request of a person for one customer.

    `id` is given by the ledger, rises, and is never used again; 0 before it is stored. `actor` is
    the operator's name, or who else asked.
    """

    at: datetime
    actor: str
    asked: Asked
    id: int = 0
