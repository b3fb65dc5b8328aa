"""From the library's exceptions to ours: what may be done next, and can it cost money?

Matched on Twilio's code where there is one. The text of the library's own exception changes with
the terminal, so its parts are read one by one, and credentials are never among them.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.response import Response
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

from tendlc.domain.actions import Action, AssignEntity, CreateCampaign
from tendlc.errors import (
    AlreadyThere,
    CredentialsRefused,
    NotProcessed,
    OutcomeUnknown,
    Refused,
    RemoteError,
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

# fact: error-21710
ALREADY_IN_SERVICE: Final = 21710

_TEXT_LIMIT: Final = 400
_PREFIX: Final = re.compile(r"^Unable to (create|fetch|update|delete) (record|page)(: )?")
_SHAPE: Final = (ValueError, KeyError, TypeError, AttributeError)
"""What the library raises where an answer is not the JSON that it expects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """An answer that is not a success, whichever way the library told of it."""

    status: int
    code: int | None
    text: str


@contextmanager
def translated(writing: Action | None = None) -> Iterator[None]:
    """Turn every foreign exception inside into one of RemoteError's kinds.

    Args:
        writing: the action whose request may have an effect; None for a read, which never has.
    """
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        raise _from_answer(_told_by(error), writing) from None
    except TwilioException as error:
        raise _from_page(error, writing) from None
    except requests.JSONDecodeError as error:
        raise _not_understood(error) from None
    except requests.RequestException as error:
        raise _from_network(error, writing) from None
    except _SHAPE as error:
        raise _not_understood(error) from error


def _told_by(error: TwilioRestException | TwilioServiceException) -> _Answer:
    if isinstance(error, TwilioServiceException):
        text = ": ".join(part for part in (error.title, error.detail) if part)
        return _Answer(status=error.status, code=error.code, text=text[:_TEXT_LIMIT])
    text = _PREFIX.sub("", str(error.msg or ""))
    return _Answer(status=error.status, code=error.code, text=text[:_TEXT_LIMIT])


def _from_answer(answer: _Answer, writing: Action | None) -> RemoteError:
    """Sort an answer; the order of the questions matters."""
    kind = _kind(answer, writing)
    code = answer.code if answer.code != answer.status else None
    text = answer.text or f"The answer was the status {answer.status} without a reason."
    return kind(text, twilio_code=code, status=answer.status)


def _kind(answer: _Answer, writing: Action | None) -> type[RemoteError]:
    if answer.status == 401 or answer.code in CREDENTIALS:
        return CredentialsRefused
    if answer.status >= 500:
        return OutcomeUnknown if writing else NotProcessed
    if not 400 <= answer.status < 500:
        return UnexpectedAnswer
    if answer.status == 429 or answer.code in NOT_NOW or _too_early(answer, writing):
        return NotProcessed
    if answer.code == ALREADY_IN_SERVICE or _assigned_already(answer, writing):
        return AlreadyThere
    return Refused


def _too_early(answer: _Answer, writing: Action | None) -> bool:
    """A campaign in the same instant as its messaging service (walkthrough section 4)."""
    known = answer.status == 422 and "can't create campaign" in answer.text.lower()
    return known and isinstance(writing, CreateCampaign)


def _assigned_already(answer: _Answer, writing: Action | None) -> bool:
    """The code of a second assignment is not known, its word is (errors section 2)."""
    return isinstance(writing, AssignEntity) and "already" in answer.text.lower()


def _from_page(error: TwilioException, writing: Action | None) -> RemoteError:
    """Read the refusal of a list page, which the library raises with the bare answer."""
    response = error.args[1] if len(error.args) > 1 else None
    if not isinstance(response, Response):
        return _not_understood(error)
    try:
        body = json.loads(response.text)
    except ValueError:
        body = None
    told = body if isinstance(body, dict) else {}
    answer = _Answer(
        status=response.status_code,
        code=told.get("code"),
        text=str(told.get("message") or "")[:_TEXT_LIMIT],
    )
    return _from_answer(answer, writing)


def _not_understood(error: Exception) -> UnexpectedAnswer:
    return UnexpectedAnswer(f"The answer was not understood ({type(error).__name__}).")


def _from_network(error: requests.RequestException, writing: Action | None) -> RemoteError:
    reason = type(error).__name__
    if _never_sent(error):
        return Unreachable(
            f"No connection came about ({reason}).",
            next_step="Check the target and the network, then run the command again: it goes on "
            "where it was.",
        )
    if writing is None:
        return NotProcessed(f"The connection failed ({reason}).")
    return OutcomeUnknown(f"The answer was lost ({reason}).")


_BEFORE_SENDING: Final = (
    requests.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    NewConnectionError,  # with it NameResolutionError, its child
    ConnectTimeoutError,
    ProxyError,
    ssl.SSLCertVerificationError,
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
