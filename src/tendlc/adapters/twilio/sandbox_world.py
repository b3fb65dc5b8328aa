"""Which world a sandbox keeps for an account: what was made in one is not in another.

Asked once, when the engine is aimed at a sandbox; Twilio itself is never asked this.
"""

from __future__ import annotations

from pathlib import Path

import requests

from tendlc.adapters.twilio.errors import tls_fault, too_large, why_lost
from tendlc.adapters.twilio.transport import Adapter
from tendlc.errors import Advice, ConfigurationError, CredentialsRefused, TendlcError, Unreachable

ANSWER_SECONDS = 5
PRODUCT = "tendlc sandbox"


def sandbox_world(
    url: str, account_sid: str, auth_token: str, authorities: Path | None = None
) -> str:
    """Return world and generation of `account_sid`, making the world by a first request.

    `authorities` is the file of certificate authorities to trust; None for the usual ones.

    Raises:
        TlsFailed: what answers at `url` is not trusted.
        Unreachable: nobody answers at `url`, or says that it cannot now.
        CredentialsRefused: the world belongs to another token.
        ConfigurationError: what answers is no sandbox of ours.
    """
    try:
        with requests.Session() as session:
            session.trust_env = False
            for scheme in ("http://", "https://"):
                session.mount(scheme, Adapter(authorities))
            return _ask(session, url.rstrip("/"), account_sid, auth_token)
    except _Busy as error:
        raise _cannot_now(url, *error.args) from None
    except requests.RequestException as error:
        raise _no_sandbox(url, error) from None
    except (ValueError, KeyError, TypeError):
        raise _another_program(url) from None


class _Busy(Exception):
    """A status that says: not now."""


def _no_sandbox(url: str, error: requests.RequestException) -> TendlcError:
    if untrusted := tls_fault(error):
        return untrusted
    if too_large(error):
        return _another_program(url, why_lost(error) or "")
    if isinstance(error, requests.ConnectionError | requests.Timeout):
        return Unreachable(
            f"No sandbox answers at {url}.",
            advice=Advice.START_SANDBOX,
        )
    return _another_program(url)


def _another_program(url: str, reason: str = "") -> ConfigurationError:
    return ConfigurationError(
        f"What answers at {url} is not a tendlc sandbox. {reason}".rstrip(),
        field="target",
        advice=Advice.SANDBOX_ADDRESS,
    )


def _cannot_now(url: str, status: int) -> Unreachable:
    return Unreachable(
        f"What answers at {url} cannot serve now: it answers with the status {status}.",
        advice=Advice.WAIT_FOR_GATEWAY,
    )


def _ask(session: requests.Session, url: str, account_sid: str, auth_token: str) -> str:
    """Send the credentials only to what says that it is a sandbox of ours."""
    about = _get(session, f"{url}/control")
    if about.json()["product"] != PRODUCT:
        raise ValueError("another product")
    account = f"{url}/api.twilio.com/2010-04-01/Accounts/{account_sid}.json"
    first = _get(session, account, auth=(account_sid, auth_token))
    if first.status_code == 401:
        raise CredentialsRefused("The sandbox knows this account with a different token.")
    world = _get(session, f"{url}/control/worlds/{account_sid}").json()
    return f"{world['world_id']}.{world['generation']}"


def _get(
    session: requests.Session, url: str, auth: tuple[str, str] | None = None
) -> requests.Response:
    answer = session.get(url, auth=auth, timeout=ANSWER_SECONDS, allow_redirects=False)
    if answer.status_code in (408, 429) or answer.status_code >= 500:
        raise _Busy(answer.status_code)
    return answer
