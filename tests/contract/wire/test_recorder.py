"""The recorder sees what each kind of client gets, and says so when it is wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.request import urlopen

import pytest
import twilio.base.version

from tests.contract.wire.clients import ASYNC_LIBRARY_WARNING, strict_async_client, strict_client
from tests.contract.wire.keys import KeyRecorder
from tests.contract.wire.recorder import Recorder
from tests.contract.wire.relay import relay

pytestmark = pytest.mark.filterwarnings(ASYNC_LIBRARY_WARNING)
ACCOUNT = "AC" + "1" * 32
PROFILE = "BU" + "2" * 32
PATH = f"/trusthub.twilio.com/v1/CustomerProfiles/{PROFILE}"


class Profiles(BaseHTTPRequestHandler):
    """Answers every request with one profile, from which a key may be missing."""

    protocol_version = "HTTP/1.1"
    missing: str | None = None

    def do_GET(self) -> None:
        origin = f"http://{self.headers['Host']}"
        url = f"{origin}{self.path}"
        kinds = ("entity_assignments", "evaluations", "channel_endpoint_assignment")
        body = {
            "sid": PROFILE,
            "account_sid": ACCOUNT,
            "policy_sid": "RN" + "3" * 32,
            "friendly_name": "Acme",
            "status": "draft",
            "valid_until": None,
            "email": "a@isv.example",
            "status_callback": None,
            "date_created": "2026-03-02T09:15:00Z",
            "date_updated": "2026-03-02T09:15:00Z",
            "url": url,
            "links": {f"customer_profiles_{kind}": f"{url}/{kind}" for kind in kinds},
            "errors": None,
        }
        body.pop(self.missing or "", None)
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def serving(missing: str | None) -> Iterator[str]:
    handler = type("Handler", (Profiles,), {"missing": missing})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def by_requests(url: str, recorder: Recorder) -> None:
    client = strict_client(url, ACCOUNT, "secret", recorder)
    client.trusthub.v1.customer_profiles(PROFILE).fetch()
    client.http_client.session.close()  # type: ignore[attr-defined]


def by_aiohttp(url: str, recorder: Recorder) -> None:
    async def talk() -> None:
        client = strict_async_client(url, ACCOUNT, "secret", recorder)
        await client.trusthub.v1.customer_profiles(PROFILE).fetch_async()
        await client.http_client.close()  # type: ignore[attr-defined]

    asyncio.run(talk())


def by_relay(url: str, recorder: Recorder) -> None:
    with relay(url, recorder) as here, urlopen(here + PATH) as answer:
        assert answer.status == 200


WAYS = [by_requests, by_aiohttp, by_relay]


@pytest.mark.parametrize("way", WAYS)
def test_a_good_answer_has_no_findings(way: Callable[[str, Recorder], None]) -> None:
    recorder = Recorder()
    with serving(missing=None) as url:
        way(url, recorder)
    assert recorder.answered == {"FetchCustomerProfile": 1}
    assert recorder.verdict() == ""


@pytest.mark.parametrize("way", WAYS)
def test_a_key_that_is_missing_is_in_the_verdict(way: Callable[[str, Recorder], None]) -> None:
    recorder = Recorder()
    with serving(missing="valid_until") as url:
        way(url, recorder)
    assert "'valid_until' is a required property" in recorder.verdict()


def test_a_key_that_the_library_asks_for_in_vain_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder()
    keys = KeyRecorder(lambda: recorder.last_operation)
    monkeypatch.setattr(twilio.base.version, "json", keys)
    with serving(missing="valid_until") as url:
        by_requests(url, recorder)
    assert keys.not_sent() == {"FetchCustomerProfile": {"valid_until"}}
    assert keys.not_read() == {}
