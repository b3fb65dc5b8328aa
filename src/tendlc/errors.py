"""The error tree of the engine's side: what happened, and what may be done next.

    TendlcError
    ├─ ConfigurationError        a setting is missing or wrong
    │  └─ SealBroken              the key does not open what the ledger sealed
    ├─ IntakeError               the customer document cannot be read; carries every fault
    ├─ NotAllowed                the command does not fit the state
    │  ├─ ApprovalMissing        it would cost money that nobody approved
    │  ├─ SameBusiness           the business is registered under another key
    │  └─ WorldGone              the sandbox world that held the customer is no more
    ├─ BadFilter                 a filter of a list holds what it cannot hold
    ├─ BadPageToken              the token of a list page is not one of this ledger and filter
    ├─ UnknownOnboarding         no such customer in the ledger
    ├─ RemoteError               about one call to Twilio
    │  ├─ NotProcessed           surely had no effect: the same action may go again
    │  │  └─ Unreachable         no connection came about
    │  │     └─ TlsFailed        what answers is not trusted, or speaks no TLS
    │  ├─ OutcomeUnknown         may have had an effect: read back before anything else
    │  ├─ AlreadyThere           Twilio says it exists: read back and adopt
    │  ├─ Refused                Twilio said no: repeating is pointless
    │  ├─ CredentialsRefused     the credentials are wrong: stop this account
    │  └─ UnexpectedAnswer       a status or shape that we do not know: keep, show, do not guess
    └─ StoreError
       ├─ StaleWrite             somebody else wrote first: plan again
       ├─ Unheard                a person asked for something: take it up, then plan again
       ├─ UnreadableRecord       one customer's record cannot be read; the others can
       ├─ FolderInUse            another process holds the data folder
       └─ SchemaTooNew           the ledger was written by a newer version

A rejected brand, a noncompliant evaluation and a failed campaign are values, not errors. The first
sentence of each docstring is the default message. What may be done next is an Advice, a code: the
doors have the words for it, for they know the commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, auto
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a document.

    `field` is the path, such as `campaign.message_samples[1]`, and empty for the document as a
    whole; `line` and `column` count from 1; `allowed` lists the values that would be accepted,
    where they are a closed list. The message is complete without it.
    """

    field: str
    message: str
    line: int | None = None
    column: int | None = None
    allowed: tuple[str, ...] = ()


class Advice(StrEnum):
    """What helps after an error."""

    ANSWER_OPEN_STEP = auto()
    CHANGE_GATEWAY = auto()
    CHANGE_SETTING = auto()
    CHECK_CREDENTIALS = auto()
    CHECK_DATE = auto()
    CHECK_DISK = auto()
    CHECK_GATEWAY = auto()
    CHECK_NETWORK = auto()
    CHECK_TLS = auto()
    COPY_SID = auto()
    COPY_SID_OR_ABSENT = auto()
    FIX_LINES = auto()
    FREE_SPACE = auto()
    FREE_SPACE_OR_OTHER_DISK = auto()
    INSTALL_NEWER = auto()
    LIST_CUSTOMERS = auto()
    LOOK_FOR_THIS_CUSTOMER = auto()
    MIGRATE = auto()
    NAME_OTHER_FOLDER = auto()
    NAME_WRITABLE_FOLDER = auto()
    PUT_BACK_KEY = auto()
    PUT_BACK_KEY_FILE = auto()
    PUT_BACK_USABLE_KEY = auto()
    PUT_BACK_VALUE = auto()
    READ_PERMISSION = auto()
    REGISTER_AGAIN = auto()
    REPEAT_OR_RESTORE = auto()
    RESTORE_LEDGER = auto()
    RESTORE_RECORD = auto()
    SANDBOX_ADDRESS = auto()
    SEE_OPEN_QUESTIONS = auto()
    SEE_STATUS = auto()
    SET_ACCOUNT_SID = auto()
    SET_AUTHORITIES = auto()
    SET_CREDENTIALS = auto()
    SET_STATUS_EMAIL = auto()
    START_AT_FIRST_PAGE = auto()
    START_SANDBOX = auto()
    TRUST_AUTHORITY = auto()
    USE_CERTIFIED_NAME = auto()
    WAIT_FOR_GATEWAY = auto()
    WAIT_FOR_LOCK = auto()
    WAIT_OR_OTHER_FOLDER = auto()
    WITHOUT_RECREATION = auto()
    WRITE_PERMISSION = auto()


class TendlcError(Exception):
    """Something went wrong in tendlc.

    `advice` says what helps, as a code; `next_step` says it in words, where a door raises it.
    """

    code: ClassVar[str] = "tendlc"
    default_advice: ClassVar[Advice | None] = None

    def __init__(
        self,
        message: str = "",
        *,
        field: str | None = None,
        advice: Advice | None = None,
        next_step: str = "",
        **context: Any,
    ) -> None:
        self.message = message or (type(self).__doc__ or "").strip().split("\n")[0]
        self.field = field
        self.advice = advice or (None if next_step else self.default_advice)
        self.next_step = next_step
        self.context = context
        super().__init__(self.message)


class ConfigurationError(TendlcError):
    """A setting is missing or wrong."""

    code = "configuration"


class SealBroken(ConfigurationError):
    """What the ledger encrypted cannot be read: the key is a different one, or it is damaged."""

    code = "seal_broken"


class IntakeError(TendlcError):
    """The customer document cannot be used as it is."""

    code = "bad_document"
    default_advice = Advice.FIX_LINES

    def __init__(self, message: str = "", *, faults: tuple[Fault, ...] = (), **rest: Any) -> None:
        super().__init__(message, **rest)
        self.faults = faults


class NotAllowed(TendlcError):
    """The command does not fit the state that the customer is in."""

    code = "not_allowed"


class ApprovalMissing(NotAllowed):
    """This would cost money that nobody has approved."""

    code = "approval_missing"


class SameBusiness(NotAllowed):
    """Another customer of the ledger is the same business."""

    code = "same_business"


class WorldGone(NotAllowed):
    """The sandbox that held this customer's registration is gone."""

    code = "world_gone"


class BadFilter(TendlcError):
    """This filter cannot be used."""

    code = "bad_filter"


class BadPageToken(TendlcError):
    """The page token does not belong to this list."""

    code = "bad_page_token"
    default_advice = Advice.START_AT_FIRST_PAGE


class UnknownOnboarding(TendlcError):
    """The ledger knows no such customer."""

    code = "unknown_customer"
    default_advice = Advice.LIST_CUSTOMERS


class RemoteError(TendlcError):
    """A call to Twilio went wrong."""

    code = "remote"

    def __init__(
        self,
        message: str = "",
        *,
        twilio_code: int | None = None,
        status: int | None = None,
        retry_after: timedelta | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(message, **rest)
        self.twilio_code = twilio_code
        self.status = status
        self.retry_after = retry_after


class NotProcessed(RemoteError):
    """Twilio did not process the request; it may be sent again."""

    code = "not_processed"


class Unreachable(NotProcessed):
    """The target cannot be reached."""

    code = "unreachable"


class TlsFailed(Unreachable):
    """No secure connection to the target could be made."""

    code = "tls_failed"


class OutcomeUnknown(RemoteError):
    """The request may or may not have had an effect."""

    code = "outcome_unknown"


class AlreadyThere(RemoteError):
    """Twilio says that this exists already."""

    code = "already_there"


class Refused(RemoteError):
    """Twilio refused the request."""

    code = "refused"


class CredentialsRefused(RemoteError):
    """Twilio refused the credentials."""

    code = "credentials_refused"
    default_advice = Advice.CHECK_CREDENTIALS


class UnexpectedAnswer(RemoteError):
    """Twilio answered in a way that this version does not know."""

    code = "unexpected_answer"


class StoreError(TendlcError):
    """The ledger could not do what was asked."""

    code = "store"


class StaleWrite(StoreError):
    """Another job has this customer."""

    code = "stale_write"


class Unheard(StoreError):
    """A person has asked for something that was not taken up yet."""

    code = "unheard"


class UnreadableRecord(StoreError):
    """The record of this customer cannot be read."""

    code = "unreadable_record"
    default_advice = Advice.RESTORE_RECORD


class FolderInUse(StoreError):
    """Another tendlc process uses this data folder."""

    code = "folder_in_use"
    default_advice = Advice.WAIT_OR_OTHER_FOLDER


class SchemaTooNew(StoreError):
    """The ledger was written by a newer version of tendlc."""

    code = "schema_too_new"
    default_advice = Advice.INSTALL_NEWER
