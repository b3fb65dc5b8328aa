"""The way a request takes: time-outs, no retries, and the last look at the clock before it leaves.

The official client builds the address; a sandbox is reached by putting its origin before the
host, as a path prefix. Nothing that is sent or answered is logged here.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from threading import local
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from tendlc.errors import NotProcessed
from tendlc.ports import Clock

_SILENT = logging.getLogger("tendlc.twilio.silent")
_SILENT.disabled = True


class Transport(TwilioHttpClient):
    """One keep-alive session towards Twilio, or towards `url` in its place."""

    def __init__(self, clock: Clock, timeout: timedelta, url: str | None) -> None:
        super().__init__(timeout=timeout.total_seconds(), logger=_SILENT)
        self._clock = clock
        self._url = url.rstrip("/") if url else None
        self._deadline = local()
        if self.session is not None:
            for scheme in ("http://", "https://"):
                self.session.mount(scheme, HTTPAdapter(max_retries=0))
            if self._url:
                self.session.trust_env = False

    def send_by(self, moment: datetime | None) -> None:
        """Let nothing leave this thread after `moment`; None takes the limit away."""
        self._deadline.moment = moment

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Send one request; raises NotProcessed where it is too late to send it."""
        moment = getattr(self._deadline, "moment", None)
        if moment is not None and self._clock.now() > moment:
            raise NotProcessed("The request was too late to be sent; nothing was sent.")
        return super().request(method, self._address(url), *args, **kwargs)

    def _address(self, url: str) -> str:
        """Put the sandbox's origin before the host, unless the sandbox named the address itself."""
        if self._url is None or url.startswith(self._url):
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._url}/{parts.netloc}{parts.path}{query}"


def client(account_sid: str, auth_token: str, transport: Transport) -> Client:
    """Return the official client for one account over this transport."""
    return Client(account_sid, auth_token, http_client=transport)  # type: ignore[no-untyped-call]
