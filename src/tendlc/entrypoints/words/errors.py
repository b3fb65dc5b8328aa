"""What is said of an error: what happened, and what to do next.

An error from below the doors carries a code, a field and facts; the commands, options and files
that help are named here. A text may name facts of the error in braces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tendlc.errors import Advice, SameBusiness, TendlcError

_AGAIN: Final = "run the command again: it picks up where it stopped."

ADVICE: Final[Mapping[Advice, str]] = {
    Advice.ANSWER_OPEN_STEP: "Answer for a step that is open: {open}.",
    Advice.CHANGE_GATEWAY: "Change {field}, or unset it to reach Twilio directly.",
    Advice.CHANGE_SETTING: "Change {field} in the environment, or unset it.",
    Advice.CHECK_CREDENTIALS: "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, then run the "
    "command again.",
    Advice.CHECK_DATE: "Check the date of this machine; else have the certificate of the target "
    "renewed.",
    Advice.CHECK_DISK: "Check the disk, or name another folder with --data.",
    Advice.CHECK_GATEWAY: "Look at the proxy, gateway or firewall between here and Twilio, then "
    f"{_AGAIN}",
    Advice.CHECK_NETWORK: f"Check the target and the network, then {_AGAIN}",
    Advice.CHECK_TLS: "Check that the address and its port speak TLS, then run the command again.",
    Advice.COPY_SID: "Copy it from the Console: two letters and 32 hexadecimal digits.",
    Advice.COPY_SID_OR_ABSENT: "Copy the SID from the Console of this account, or give --absent.",
    Advice.FIX_LINES: "Fix the lines named above and run the command again.",
    Advice.FREE_SPACE: f"Free some space, then {_AGAIN}",
    Advice.FREE_SPACE_OR_OTHER_DISK: "Free some space, or name a folder on another disk with "
    "--data.",
    Advice.INSTALL_NEWER: "Install the newer version; this one would not understand the ledger.",
    Advice.LIST_CUSTOMERS: "Run `tendlc status` to see the customers that the ledger knows.",
    Advice.LOOK_FOR_THIS_CUSTOMER: "Look in the Console for the object of this customer.",
    Advice.MIGRATE: "Run `tendlc onboard` once; it brings the ledger up to this version.",
    Advice.NAME_OTHER_FOLDER: "Name another folder with --data.",
    Advice.NAME_WRITABLE_FOLDER: "Name a folder that you may write to with --data.",
    Advice.PUT_BACK_KEY: "Put back the key that was used before, or name another folder with "
    "--data.",
    Advice.PUT_BACK_KEY_FILE: "Put the file back from a backup, or name another folder with "
    "--data.",
    Advice.PUT_BACK_USABLE_KEY: "A key is 32 random bytes in URL-safe base64, 44 characters. Put "
    "back the one that sealed the ledger.",
    Advice.PUT_BACK_VALUE: "Put the old value back and run the command again.",
    Advice.READ_PERMISSION: "Get permission to read it.",
    Advice.REGISTER_AGAIN: "Run the command with --fresh to register it again from the beginning.",
    Advice.REPEAT_OR_RESTORE: "Run the command again; if it keeps failing, replace it with a copy "
    "from a backup.",
    Advice.RESTORE_LEDGER: "Replace it with a copy from a backup, or name another folder with "
    "--data.",
    Advice.RESTORE_RECORD: "Use the version of tendlc that wrote it, or restore the ledger from a "
    "backup. Other customers are not affected.",
    Advice.SANDBOX_ADDRESS: "Give the address that `tendlc sandbox` prints.",
    Advice.SEE_OPEN_QUESTIONS: "Run `tendlc status {customer}` to see what is open.",
    Advice.SEE_STATUS: "Run `tendlc status {customer}` to see where the customer stands.",
    Advice.SET_ACCOUNT_SID: "Set it to the AC and 32 hexadecimal digits that the Twilio Console "
    "shows.",
    Advice.SET_CREDENTIALS: "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN of the account that will "
    "send.",
    Advice.SET_AUTHORITIES: "Set {field} to a PEM file with certificates, or unset it.",
    Advice.SET_STATUS_EMAIL: "Set TENDLC_STATUS_EMAIL to a mailbox that you, the ISV, watch.",
    Advice.START_AT_FIRST_PAGE: "Copy the token that the page before printed and give the same "
    "filters, or leave the token out to start at the first page.",
    Advice.START_SANDBOX: "Start one with `tendlc sandbox`, or leave --target out.",
    Advice.TRUST_AUTHORITY: "Where a gateway or proxy of your own answers, set TENDLC_CA_BUNDLE to "
    "a PEM file with its certificate authority. Otherwise find out who answers in Twilio's place.",
    Advice.USE_CERTIFIED_NAME: "Use the name that the certificate was made for, or have a new one "
    "made.",
    Advice.WAIT_FOR_GATEWAY: "Wait a moment and run the command again. If this continues, look at "
    "the proxy or gateway in front of the sandbox.",
    Advice.WAIT_FOR_LOCK: "Wait until it ends, then run the command again.",
    Advice.WAIT_OR_OTHER_FOLDER: "Wait until it ends, or name another folder with --data.",
    Advice.WITHOUT_RECREATION: "Run the command without --recreate-campaign.",
    Advice.WRITE_PERMISSION: "Get write permission there, or name another folder with --data.",
}
"""What to do next, by the advice of an error."""

_OPTIONS: Final = {
    "recreate_campaign": "--recreate-campaign",
    "sid": "--sid",
    "target": "--target",
}
"""How the command line asks for what an error names as its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorWords:
    """One error in words; `next_step` is empty where there is nothing to do about it."""

    message: str
    next_step: str
    field: str | None


def error_words(error: TendlcError) -> ErrorWords:
    """Put an error into words, for whoever asked for what went wrong."""
    field = _OPTIONS.get(error.field or "", error.field)
    if isinstance(error, SameBusiness) and "others" in error.context:
        from tendlc.entrypoints.words.tasks import words_of
        from tendlc.rules.remedies import same_business

        words = words_of(same_business(error.context["others"]))
        return ErrorWords(message=words.reason, next_step=words.next_step, field=field)
    facts = {"field": field, **error.context}
    next_step = error.next_step or advice_words(error.advice, facts)
    return ErrorWords(message=error.message, next_step=next_step, field=field)


def advice_words(advice: Advice | None, facts: Mapping[str, object] | None = None) -> str:
    """Put an advice into words; empty for none."""
    return ADVICE[advice].format_map(facts or {}) if advice else ""
