"""Sees every answer that a client gets, and has it judged.

The recorder hangs on the client's own hooks (`requests` response hooks, `aiohttp` traces) or on a
relay in front of the server, so the client under test stays the official one, unchanged. Findings
are kept until the test ends: one broken key shows in one place, not as the first of many failures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

import aiohttp
import requests

from tests.contract.wire.operations import find_operation, target
from tests.contract.wire.strict import check


@dataclass(slots=True)
class Recorder:
    """The answers of one test: what was wrong with them, and which operations they covered."""

    findings: list[str] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    last_operation: str | None = None
    muted: bool = False

    def see(
        self,
        method: str,
        url: str,
        request_headers: Mapping[str, str],
        status: int,
        headers: Mapping[str, str],
        body: bytes,
    ) -> None:
        """Judge one answer."""
        aim = target(url, {key.lower(): value for key, value in request_headers.items()})
        operation = find_operation(method, aim) if aim else None
        self.last_operation = operation.description["id"] if operation else None
        if self.last_operation and status < 400:
            self.answered[self.last_operation] += 1
        if not self.muted:
            self.findings += check(method, url, request_headers, status, headers, body)

    def requests_hook(self, response: requests.Response, *_: object, **__: object) -> None:
        """The `response` hook of the `requests` library."""
        sent = response.request
        self.see(
            sent.method or "",
            sent.url or "",
            {key: str(value) for key, value in sent.headers.items()},
            response.status_code,
            response.headers,
            response.content,
        )

    def aiohttp_trace(self) -> aiohttp.TraceConfig:
        """A trace for an `aiohttp` session."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._aiohttp_end)
        return trace

    async def _aiohttp_end(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        ended: aiohttp.TraceRequestEndParams,
    ) -> None:
        answer = ended.response
        sent = answer.request_info.headers
        body = await answer.read()
        self.see(ended.method, str(ended.url), sent, answer.status, answer.headers, body)

    @contextmanager
    def mute(self) -> Iterator[None]:
        """Judge nothing meanwhile: for answers that a fault on purpose made unlike Twilio's."""
        self.muted = True
        try:
            yield
        finally:
            self.muted = False

    def verdict(self) -> str:
        """All findings, each once with its number of times; empty when there are none."""
        counted = Counter(self.findings)
        return "\n".join(f"{times} x {finding}" for finding, times in counted.items())
