"""From an answer, or from the lack of one, to our errors: what may be done next, and can it cost?

A refusal is what carries Twilio's own body, matched on Twilio's code where there is one. Whatever
else stands in its place proves nothing about a write: that answer is lost, and is read back.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import requests
from twilio.base.exceptions import TwilioException
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError, ReadTimeoutError

from tendlc.adapters.twilio.answers import NotASuccess, Told, told_by_twilio
from tendlc.adapters.twilio.bounds import MOST_BYTES, AnswerTooLarge
from tendlc.adapters.twilio.transport import HandshakeFailed
from tendlc.domain.actions import Action, AssignEntity, CreateCampaign, Repeat
from tendlc.errors import (
    Advice,
    AlreadyThere,
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    RemoteError,
    TlsFailed,
    UnexpectedAnswer,
    Unreachable,
)

# fact: error-20003
# fact: error-20005
# fact: error-20006
# fact: error-20008
# fact: error-10001
# fact: error-70004
CREDENTIALS: Final = frozenset({20003, 20005, 20006, 20008, 10001, 70004})
"""Wrong, of another account, or of an account that is not active: stop this account."""

# fact: error-20429
# fact: error-21730
NOT_NOW: Final = frozenset({20429, 21730})
"""Too many requests, or maintenance: with a 4xx status the request had no effect."""

# fact: error-20409
# fact: error-21710
# fact: error-21712
CONFLICTS: Final = frozenset({20409, 21710, 21712})
"""In conflict with what is there; the sender is in this service, or in another one."""

_SHAPE: Final = (TwilioException, ValueError, KeyError, TypeError, AttributeError)
"""What the library raises where an answer is not the JSON that it expects."""


@contextmanager
def translated(writing: Action | None = None) -> Iterator[None]:
    """Turn every foreign exception inside into one of RemoteError's kinds.

    Args:
        writing: the action whose request may have an effect; None for a read, which never has.
    """
    try:
        yield
    except NotASuccess as error:
        raise _from_answer(error, writing) from None
    except requests.JSONDecodeError as error:
        raise _not_understood(error) from None
    except requests.RequestException as error:
        raise _from_network(error, writing) from None
    except _SHAPE as error:
        raise _not_understood(error) from error


def _from_answer(answer: NotASuccess, writing: Action | None) -> RemoteError:
    told = told_by_twilio(answer.status, answer.text)
    if told is None:
        return _from_somebody_else(answer, writing)
    kind = _kind(told, writing)
    text = told.text or f"The answer was the status {told.status} without a reason."
    for secret in writing.secrets if writing else ():
        text = text.replace(secret, "[hidden]")
    return kind(text, twilio_code=told.code, status=told.status, retry_after=answer.pause)


def _from_somebody_else(answer: NotASuccess, writing: Action | None) -> RemoteError:
    """A status without Twilio's body: of a proxy or gateway, before or after Twilio acted."""
    status = answer.status
    if not 400 <= status < 600:
        return UnexpectedAnswer(f"The answer has the status {status}.", status=status)
    kind = OutcomeUnknown if writing else NotProcessed
    subject = "The answer" if writing else "Nothing could be read; the answer"
    return kind(
        f"{subject}, with the status {status}, is not Twilio's: it lacks Twilio's error body.",
        status=status,
        retry_after=answer.pause,
        advice=Advice.CHECK_GATEWAY,
    )


def _kind(answer: Told, writing: Action | None) -> type[RemoteError]:
    """Sort what Twilio told; the order of the questions matters."""
    if answer.status == 401 or answer.code in CREDENTIALS:
        return CredentialsRefused
    if answer.status >= 500:
        return OutcomeUnknown if writing else NotProcessed
    if not 400 <= answer.status < 500:
        return UnexpectedAnswer
    if answer.status == 429 or answer.code in NOT_NOW or _too_early(answer, writing):
        return NotProcessed
    if _is_conflict(answer, writing):
        return AlreadyThere
    return Refused


def _too_early(answer: Told, writing: Action | None) -> bool:
    """A campaign in the same instant as its messaging service (walkthrough section 4)."""
    known = answer.status == 422 and "can't create campaign" in answer.text.lower()
    return known and isinstance(writing, CreateCampaign)


def _is_conflict(answer: Told, writing: Action | None) -> bool:
    """Something stands in the way of a write: what it would make may be there already."""
    if writing is None or writing.repeat is Repeat.FREELY:
        return False
    named = answer.status == 409 or answer.code in CONFLICTS
    return named or _assigned_already(answer, writing)


def _assigned_already(answer: Told, writing: Action | None) -> bool:
    """The code of a second assignment is not known, its word is (errors section 2)."""
    return isinstance(writing, AssignEntity) and "already" in answer.text.lower()


def _not_understood(error: Exception) -> UnexpectedAnswer:
    return UnexpectedAnswer(f"The answer was not understood ({type(error).__name__}).")


def _from_network(error: requests.RequestException, writing: Action | None) -> RemoteError:
    reason = type(error).__name__
    if untrusted := tls_fault(error):
        return untrusted
    if _never_sent(error):
        return Unreachable(
            f"No connection could be made ({reason}).",
            advice=Advice.CHECK_NETWORK,
        )
    if writing is None:
        return NotProcessed(why_lost(error) or f"The connection failed ({reason}).")
    return OutcomeUnknown(why_lost(error) or f"The answer was lost ({reason}).")


def why_lost(error: requests.RequestException) -> str | None:
    """Say what was wrong with an answer that began and was given up."""
    if too_large(error):
        return f"The answer was larger than {MOST_BYTES // 1_000_000} MB and was given up."
    if any(isinstance(cause, TimeoutError | ReadTimeoutError) for cause in _causes(error)):
        return "No complete answer came in time (TENDLC_CLIENT_TIMEOUT_SECONDS)."
    return None


def tls_fault(error: requests.RequestException) -> TlsFailed | None:
    """Tell a handshake that failed from a network that did; None where there was none."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TlsFailed(
                f"The certificate of the target is not trusted: {cause.verify_message}.",
                advice=_CERTIFICATE_ADVICE.get(cause.verify_code, Advice.TRUST_AUTHORITY),
            )
    for cause in _causes(error):
        if isinstance(cause, HandshakeFailed):
            return TlsFailed(
                f"No TLS connection to the target could be made ({_why_no_handshake(cause)}).",
                advice=Advice.CHECK_TLS,
            )
    return None


def _why_no_handshake(error: HandshakeFailed) -> str:
    if isinstance(error.__cause__, TimeoutError):
        return "not answered in time"
    return getattr(error.__cause__, "reason", None) or "broken off"


_EXPIRED, _NOT_YET_VALID, _OTHER_NAME, _OTHER_ADDRESS = 10, 9, 62, 64
"""X509_V_ERR_... of OpenSSL."""

_CERTIFICATE_ADVICE: Final = {
    _EXPIRED: Advice.CHECK_DATE,
    _NOT_YET_VALID: Advice.CHECK_DATE,
    _OTHER_NAME: Advice.USE_CERTIFIED_NAME,
    _OTHER_ADDRESS: Advice.USE_CERTIFIED_NAME,
}


def too_large(error: requests.RequestException) -> bool:
    """Say whether an answer was given up because it grew beyond MOST_BYTES."""
    return any(isinstance(cause, AnswerTooLarge) for cause in _causes(error))


_BEFORE_SENDING: Final = (
    requests.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    NewConnectionError,  # with it NameResolutionError, its child
    ConnectTimeoutError,
    ProxyError,
)


def _never_sent(error: requests.RequestException) -> bool:
    """Tell a connection that never stood from one that was cut after sending."""
    return any(isinstance(cause, _BEFORE_SENDING) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an exception, what it wraps, and what it was raised from."""
    waiting: list[object] = [error]
    while waiting:
        found = waiting.pop()
        if isinstance(found, BaseException):
            yield found
            waiting += [*found.args, found.__cause__, getattr(found, "reason", None)]
