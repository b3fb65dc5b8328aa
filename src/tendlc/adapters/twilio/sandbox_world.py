"""Which world a sandbox keeps for an account: what was made in one is not in another.

Asked once, when the engine is aimed at a sandbox; Twilio itself is never asked this.
"""

from __future__ import annotations

import requests

from tendlc.errors import ConfigurationError, CredentialsRefused, Unreachable

ANSWER_SECONDS = 5
PRODUCT = "tendlc sandbox"


def sandbox_world(url: str, account_sid: str, auth_token: str) -> str:
    """Return world and generation of `account_sid`, making the world by a first request.

    Raises:
        Unreachable: nobody answers at `url`.
        CredentialsRefused: the world belongs to another token.
        ConfigurationError: what answers is no sandbox of ours.
    """
    try:
        with requests.Session() as session:
            session.trust_env = False
            return _ask(session, url.rstrip("/"), account_sid, auth_token)
    except (requests.ConnectionError, requests.Timeout):
        raise Unreachable(
            f"No sandbox answers at {url}.",
            next_step="Start one with `tendlc sandbox`, or leave --target out.",
        ) from None
    except (requests.RequestException, ValueError, KeyError, TypeError):
        raise ConfigurationError(
            f"What answers at {url} is not a tendlc sandbox.",
            field="--target",
            next_step="Give the address that `tendlc sandbox` prints.",
        ) from None


def _ask(session: requests.Session, url: str, account_sid: str, auth_token: str) -> str:
    """Send the credentials only to what says that it is a sandbox of ours."""
    about = session.get(f"{url}/control", timeout=ANSWER_SECONDS, allow_redirects=False)
    if about.json()["product"] != PRODUCT:
        raise ValueError("another product")
    first = session.get(
        f"{url}/api.twilio.com/2010-04-01/Accounts/{account_sid}.json",
        auth=(account_sid, auth_token),
        timeout=ANSWER_SECONDS,
        allow_redirects=False,
    )
    if first.status_code == 401:
        raise CredentialsRefused("The sandbox knows this account under another token.")
    answer = session.get(f"{url}/control/worlds/{account_sid}", timeout=ANSWER_SECONDS)
    world = answer.json()
    return f"{world['world_id']}.{world['generation']}"
