"""tendlc registers the customers of an ISV for US A2P 10DLC, and is the sandbox to try it on.

Two houses live here: the engine, which carries a customer through Twilio's walkthrough, and the
sandbox, a local stand-in for the Twilio APIs that the walkthrough uses. They meet over HTTP alone.
What `__all__` names is for programs that embed the engine; each name is loaded at its first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from tendlc.version import __version__

if TYPE_CHECKING:
    from tendlc.app import (
        App,
        CustomerRow,
        CustomerView,
        Destination,
        Filter,
        NextKind,
        NextStep,
        Page,
        Reader,
        open_app,
        open_reader,
        preflight,
        to_sandbox,
        to_twilio,
    )
    from tendlc.domain.approval import Approval, QuoteLine
    from tendlc.domain.customer import Customer
    from tendlc.domain.events import Event, EventName
    from tendlc.domain.findings import Finding, Severity
    from tendlc.domain.onboarding import Onboarding, Stage, Target, TargetKind
    from tendlc.domain.tasks import Owner, Task, TaskCode, TaskWords
    from tendlc.engine.commands import Added, Enrolment
    from tendlc.entrypoints.intake.document import parse_document, read_document
    from tendlc.entrypoints.words.errors import ErrorWords, error_words
    from tendlc.entrypoints.words.tasks import words_of
    from tendlc.errors import (
        Advice,
        AlreadyThere,
        ApprovalMissing,
        BadFilter,
        BadPageToken,
        ConfigurationError,
        CredentialsRefused,
        Fault,
        FolderInUse,
        IntakeError,
        NotAllowed,
        NotProcessed,
        OutcomeUnknown,
        Refused,
        RemoteError,
        SameBusiness,
        SchemaTooNew,
        SealBroken,
        StaleWrite,
        StoreError,
        TendlcError,
        TlsFailed,
        UnexpectedAnswer,
        UnknownOnboarding,
        Unreachable,
        UnreadableRecord,
        WorldGone,
    )
    from tendlc.settings import Settings, load_settings

__all__ = [
    "Added",
    "Advice",
    "AlreadyThere",
    "App",
    "Approval",
    "ApprovalMissing",
    "BadFilter",
    "BadPageToken",
    "ConfigurationError",
    "CredentialsRefused",
    "Customer",
    "CustomerRow",
    "CustomerView",
    "Destination",
    "Enrolment",
    "ErrorWords",
    "Event",
    "EventName",
    "Fault",
    "Filter",
    "Finding",
    "FolderInUse",
    "IntakeError",
    "NextKind",
    "NextStep",
    "NotAllowed",
    "NotProcessed",
    "Onboarding",
    "OutcomeUnknown",
    "Owner",
    "Page",
    "QuoteLine",
    "Reader",
    "Refused",
    "RemoteError",
    "SameBusiness",
    "SchemaTooNew",
    "SealBroken",
    "Settings",
    "Severity",
    "Stage",
    "StaleWrite",
    "StoreError",
    "Target",
    "TargetKind",
    "Task",
    "TaskCode",
    "TaskWords",
    "TendlcError",
    "TlsFailed",
    "UnexpectedAnswer",
    "UnknownOnboarding",
    "Unreachable",
    "UnreadableRecord",
    "WorldGone",
    "__version__",
    "error_words",
    "load_settings",
    "open_app",
    "open_reader",
    "parse_document",
    "preflight",
    "read_document",
    "to_sandbox",
    "to_twilio",
    "words_of",
]

_HOMES: Final = (
    "tendlc.errors",
    "tendlc.app",
    "tendlc.domain.approval",
    "tendlc.domain.customer",
    "tendlc.domain.events",
    "tendlc.domain.findings",
    "tendlc.domain.onboarding",
    "tendlc.domain.tasks",
    "tendlc.engine.commands",
    "tendlc.entrypoints.intake.document",
    "tendlc.entrypoints.words.errors",
    "tendlc.entrypoints.words.tasks",
    "tendlc.settings",
)
"""Where the names of `__all__` live, what is quick to load first."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name when it is first asked for, so that `import tendlc` stays quick."""
        if name in __all__:
            for home in _HOMES:
                module = import_module(home)
                if name in vars(module):
                    return vars(module)[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
