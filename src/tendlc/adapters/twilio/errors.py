"""From the library's exceptions to ours: what may be done next, and can it cost money?

Matched on Twilio's code where there is one. The text of the library's own exception changes with
the terminal, so its parts are read one by one, and credentials are never among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.response import Response

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
CREDENTIALS = {20003, 20005, 20006, 20008, 10001}
# fact: error-20429
TOO_MANY = 20429
# fact: error-21710
ALREADY_IN_SERVICE = 21710
TEXT_LIMIT = 400


@contextmanager
def translated(*, writes: bool) -> Iterator[None]:
    """Turn every foreign exception inside into one of RemoteError's kinds.

    Args:
        writes: whether the request may have an effect; a failed read never has one.
    """
    try:
        yield
    except TwilioRestException as error:
        raise _from_answer(error, writes=writes) from None
    except TwilioException as error:
        raise _from_page(error) from None
    except requests.RequestException as error:
        raise _from_network(error, writes=writes) from None
    except (ValueError, KeyError, TypeError) as error:
        kind = type(error).__name__
        raise UnexpectedAnswer(f"The answer was not understood ({kind}).") from None


def _from_answer(error: TwilioRestException, *, writes: bool) -> RemoteError:
    text = _text(error.msg)
    known = {"twilio_code": error.code, "status": error.status}
    if error.code in CREDENTIALS or error.status == 401:
        return CredentialsRefused(f"Twilio refused the credentials: {text}", **known)
    if error.status == 429 or error.code == TOO_MANY:
        return NotProcessed(text or "Too many requests.", **known)
    if error.status >= 500:
        return OutcomeUnknown(text, **known) if writes else NotProcessed(text, **known)
    if error.code == ALREADY_IN_SERVICE or (writes and "already" in text.lower()):
        return AlreadyThere(text, **known)
    if 400 <= error.status < 500:
        return Refused(text, **known)
    return UnexpectedAnswer(f"Twilio answered with the status {error.status}: {text}", **known)


def _from_page(error: TwilioException) -> RemoteError:
    """Read the refusal of a list page, which the library raises with the bare answer."""
    answer = error.args[1] if len(error.args) > 1 else None
    if not isinstance(answer, Response):
        return UnexpectedAnswer("The answer was not understood.")
    try:
        body = json.loads(answer.text)
    except ValueError:
        body = {}
    code, text = body.get("code"), body.get("message", "")
    refusal = TwilioRestException(answer.status_code, "", msg=text, code=code)
    return _from_answer(refusal, writes=False)


def _from_network(error: requests.RequestException, *, writes: bool) -> RemoteError:
    if isinstance(error, requests.ConnectTimeout) or _never_connected(error):
        return Unreachable("No connection came about.")
    if not writes:
        return NotProcessed(f"The connection failed ({type(error).__name__}).")
    return OutcomeUnknown(f"The answer was lost ({type(error).__name__}).")


def _never_connected(error: requests.RequestException) -> bool:
    """Tell a refused connection or an unknown host from one that was cut after sending."""
    if not isinstance(error, requests.ConnectionError):
        return False
    names = {type(cause).__name__ for cause in _causes(error)}
    return bool(names & {"NewConnectionError", "NameResolutionError", "ConnectionRefusedError"})


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an exception, what it wraps, and what it was raised from."""
    waiting: list[object] = [error]
    while waiting:
        found = waiting.pop()
        if isinstance(found, BaseException):
            yield found
            waiting += [*found.args, found.__cause__, getattr(found, "reason", None)]


def _text(message: object) -> str:
    """Take Twilio's own sentence without the library's prefix."""
    text = str(message or "")
    for verb in ("create", "fetch", "update", "delete"):
        text = text.removeprefix(f"Unable to {verb} record: ")
    return text[:TEXT_LIMIT]
