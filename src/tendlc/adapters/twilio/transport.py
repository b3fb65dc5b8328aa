"""The way a request takes: one time limit, no retries, a last look at the clock before it leaves.

The official client builds the address; a sandbox is reached by putting its origin before the
host, as a path prefix. Nothing that is sent or answered is logged here.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse

from tendlc.adapters.twilio.answers import NotASuccess, about_another_account, asked_pause
from tendlc.adapters.twilio.bounds import BoundedResponse, joined
from tendlc.adapters.twilio.sent import SentLog
from tendlc.errors import NotProcessed, UnexpectedAnswer
from tendlc.ports import Clock

_SILENT = logging.getLogger("tendlc.twilio.silent")
_SILENT.disabled = True

_LONGEST_CONNECT: Final = timedelta(seconds=10)
_A_MOMENT: Final = 0.001
_PIECE: Final = 65536

_gate: ContextVar[Callable[[], None] | None] = ContextVar("_gate", default=None)
"""What must be asked before a request leaves; set while a write is under way."""


def _ask_gate() -> None:
    gate = _gate.get()
    if gate is not None:
        gate()


class _Patience:
    """What both kinds of connection add: the gate, and one time limit from sending to the end."""

    sock: Any
    timeout: Any
    connect: Callable[[], None]
    _sent_at = 0.0

    def _about_to_send(self) -> None:
        """Connect first and ask the gate then: connecting may take longer than the intent lives."""
        if self.sock is None:
            self.connect()
        _ask_gate()
        self.sock.settimeout(self.timeout)
        self._sent_at = monotonic()

    def _about_to_read(self) -> None:
        """Leave to reading what sending has left of the time."""
        self.timeout = max(self.timeout - (monotonic() - self._sent_at), _A_MOMENT)


class _Connection(_Patience, HTTPConnection):
    response_class = BoundedResponse

    def request(self, *args: Any, **kwargs: Any) -> None:
        self._about_to_send()
        super().request(*args, **kwargs)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        self._about_to_read()
        return super().getresponse()


class HandshakeFailed(ssl.SSLError):
    """No TLS connection came about: nothing was sent."""


class _SecureConnection(_Patience, HTTPSConnection):
    """The same over TLS, after the handshake."""

    response_class = BoundedResponse

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as error:  # urllib3 has kinds of its own for a connection that never stood
            raise HandshakeFailed(*error.args) from error

    def request(self, *args: Any, **kwargs: Any) -> None:
        self._about_to_send()
        super().request(*args, **kwargs)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        self._about_to_read()
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class Adapter(HTTPAdapter):
    """Uses the connections above, reads within bounds, and never repeats a request.

    Args:
        authorities: the file of certificate authorities to trust; None for the usual ones.
    """

    def __init__(self, authorities: Path | None) -> None:
        super().__init__(max_retries=0)
        self._authorities = authorities

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        if self._authorities is not None:
            kwargs["verify"] = str(self._authorities)
        response = super().send(*args, **kwargs)
        try:
            response._content = joined(response.iter_content(_PIECE))
        except OSError as error:
            response.close()
            if isinstance(error, requests.RequestException):
                raise
            raise requests.ConnectionError(error) from error
        response.encoding = response.encoding or "utf-8"  # guessing it takes long over much text
        return response

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


_POOLS: Final = {"http": _Pool, "https": _SecurePool}


_NO_ENVIRONMENT: Final = {"": ""}
"""The library takes an empty one for none, and reads TWILIO_REGION and TWILIO_EDGE by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How Twilio is reached: through `url` in its place, or directly in a region and an edge.

    `authorities` is the file of certificate authorities to trust; None for the usual ones.
    """

    url: str | None = None
    authorities: Path | None = None
    region: str | None = None
    edge: str | None = None


class Transport(TwilioHttpClient):
    """One keep-alive session towards Twilio, or towards a URL in its place.

    Towards a URL, the proxies and the .netrc of the environment are left aside.
    """

    def __init__(self, account_sid: str, clock: Clock, timeout: timedelta, way: Way) -> None:
        super().__init__(logger=_SILENT)
        self.sent = SentLog()
        self._account_sid = account_sid
        self._clock = clock
        self._url = way.url.rstrip("/") if way.url else None
        connect = min(timeout, _LONGEST_CONNECT)
        self.timeout: Any = (connect.total_seconds(), timeout.total_seconds())
        assert self.session is not None
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, Adapter(way.authorities))
        if self._url:
            self.session.trust_env = False

    def close(self) -> None:
        assert self.session is not None
        self.session.close()

    @contextmanager
    def sending_by(self, moment: datetime) -> Iterator[None]:
        """Let nothing leave after `moment`, by the clock, while the block runs.

        The clock is asked twice: before a connection is sought, and when it stands.

        Raises:
            NotProcessed: from the request that came too late.
        """

        def gate() -> None:
            if self._clock.now() > moment:
                raise NotProcessed("The request was too late to be sent; nothing was sent.")

        token = _gate.set(gate)
        try:
            yield
        finally:
            _gate.reset(token)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Send one request, or none where the gate is closed; the answer is a success of ours.

        Raises:
            NotASuccess: the answer has another status than 2xx.
            UnexpectedAnswer: it concerns another account.
        """
        _ask_gate()
        answer = self._noted(method, url, *args, **kwargs)
        if not 200 <= answer.status_code < 300:
            pause = asked_pause(answer.headers or {}, self._clock.now())
            raise NotASuccess(answer.status_code, answer.text, pause)
        if about_another_account(answer.text, self._account_sid, writing=method != "GET"):
            raise UnexpectedAnswer("The answer concerns another account.")
        return answer

    def _noted(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send one request and note it with its answer; what never left is not noted."""
        at, begun, answer, left = self._clock.now(), monotonic(), None, True
        try:
            answer = super().request(method, self._address(url), *args, **kwargs)
            return answer
        except NotProcessed:
            left = False
            raise
        finally:
            if left:
                body, seconds = kwargs.get("data"), monotonic() - begun
                self.sent.note(at, seconds, method, url, body, answer)

    def _address(self, url: str) -> str:
        """Put the origin of the place before the host that the library chose."""
        if self._url is None:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._url}/{parts.netloc}{parts.path}{query}"


def client(account_sid: str, auth_token: str, transport: Transport, way: Way) -> Client:
    """Return the official client for one account; region and edge are those of the way alone."""
    return Client(  # type: ignore[no-untyped-call]
        account_sid,
        auth_token,
        http_client=transport,
        region=None if way.url else way.region,
        edge=None if way.url else way.edge,
        environment=_NO_ENVIRONMENT,
    )


def load_products() -> None:
    """Import the products that an onboarding uses, which takes about a second.

    The library would import them at the first request to each: between an intent and its request,
    where time is short.
    """
    import twilio.rest.api.v2010
    import twilio.rest.messaging.v1
    import twilio.rest.trusthub.v1  # noqa: F401 the import is the work
