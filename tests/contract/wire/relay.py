"""A proxy between any client and the sandbox, whose answers are recorded and judged."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from tests.contract.wire.recorder import Recorder
from tests.proxy import Answer, PassOn, Request, proxy


def relay(
    upstream_url: str, recorder: Recorder, change: Callable[[bytes], bytes] = bytes
) -> AbstractContextManager[str]:
    """Have `recorder` see all that passes; gives the relay's own URL.

    `change` may spoil what the server answers: a test of whoever judges it.
    """

    def record(request: Request, pass_on: PassOn) -> Answer:
        answer = pass_on()
        answer = replace(answer, body=change(answer.body))
        url = f"http://{request.headers['Host']}{request.path}"
        recorder.see(
            *(request.method, url, request.headers),
            *(answer.status, dict(answer.headers), answer.body),
        )
        return answer

    return proxy(upstream_url, record)
