"""Official Python clients that reach the sandbox by the documented ways and let themselves be seen.

Nothing of the library is replaced: the base URL of each product is assigned, and the recorder sits
in the hooks that `requests` and `aiohttp` offer to everyone.
"""

from __future__ import annotations

from twilio.http import HttpClient
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.contract.wire.recorder import Recorder

# twilio 9.13 hands aiohttp a class that aiohttp 3.14 announces to drop: no concern of the sandbox.
ASYNC_LIBRARY_WARNING = r"ignore:.*aiohttp\.encode_basic_auth:DeprecationWarning"

PRODUCTS = ("api", "events", "messaging", "trusthub")


def aim_at(client: Client, url: str) -> Client:
    """Send every product of a client to the sandbox, under its prefix."""
    for name in PRODUCTS:
        getattr(client, name).base_url = f"{url}/{name}.twilio.com"
    return client


def _client(sid: str, token: str, http_client: HttpClient) -> Client:
    return Client(sid, token, http_client=http_client)  # type: ignore[no-untyped-call]


def strict_client(url: str, sid: str, token: str, recorder: Recorder) -> Client:
    """A synchronous client whose every answer is judged."""
    http_client = TwilioHttpClient(request_hooks={"response": recorder.requests_hook}, timeout=20)
    return aim_at(_client(sid, token, http_client), url)


def strict_async_client(url: str, sid: str, token: str, recorder: Recorder) -> Client:
    """An asynchronous client whose every answer is judged; made inside the running event loop."""
    http_client = AsyncTwilioHttpClient(trace_configs=[recorder.aiohttp_trace()], timeout=20)
    return aim_at(_client(sid, token, http_client), url)
