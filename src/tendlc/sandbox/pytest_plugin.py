"""The pytest plugin: `def test_it(a2p_sandbox)` gets a world of the sandbox to itself.

One sandbox serves a whole test run, as a process of its own; every test has its own account in it,
and so its own world, clock and verdicts. Nothing heavy is loaded before a test asks for it. The
world is reached over HTTP alone, like that of any other program.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http.client import HTTPException
from typing import Any, Final, Literal
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest

Kind = Literal["customer_profile", "trust_product", "brand", "campaign", "phone_number"]
Reviews = Literal["instant", "by-hand", "default"] | float | Mapping[str, int] | None
_PRODUCTS: Final = ("trusthub", "messaging", "api", "events")
_SECONDS: Final = 60
_SHOWN: Final = 10
_JSON: Final = {"content-type": "application/json"}


class A2PSandboxError(Exception):
    """The sandbox did not do what it was asked, and says why."""


@dataclass
class A2PSandbox:
    """A world of the sandbox: an account nobody else has, with a clock that stands still.

    Move the clock with `advance`: everything that comes due on the way happens, in time order.
    """

    url: str
    account_sid: str
    auth_token: str

    @cached_property
    def client(self) -> Any:
        """The official Twilio client of the account, aimed at the sandbox."""
        from twilio.rest import Client

        return self.aim(Client(self.account_sid, self.auth_token))  # type: ignore[no-untyped-call]

    def aim(self, client: Any) -> Any:
        """Aim a Twilio client of any credentials at the sandbox, sync or async; return it.

        Region and edge, which the library takes from TWILIO_REGION and TWILIO_EDGE and would write
        into the sandbox's address, are taken from it.
        """
        client.region = client.edge = None
        for product in _PRODUCTS:
            getattr(client, product).base_url = f"{self.url}/{product}.twilio.com"
        return client

    def command(self, *program: str) -> list[str]:
        """Return the command that runs an unchanged program against this sandbox."""
        exec_ = ["sandbox", "exec", "--url", self.url, "--"]
        return [sys.executable, "-m", "tendlc", *exec_, *program]

    @property
    def environment(self) -> dict[str, str]:
        """The credentials of the account, as programs expect them in their environment."""
        return {"TWILIO_ACCOUNT_SID": self.account_sid, "TWILIO_AUTH_TOKEN": self.auth_token}

    # The clock

    @property
    def now(self) -> datetime:
        """The time of the world."""
        return datetime.fromtimestamp(self.control("GET", "/clock")["now"], UTC)

    def advance(self, by: timedelta | float) -> datetime:
        """Move the clock on, by a span or by seconds; return what it shows then."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        self.control("POST", "/clock", {"advance": seconds})
        return self.now

    def freeze(self) -> None:
        """Have the clock stand still, as it does when a test begins."""
        self.control("POST", "/clock", {"mode": "frozen"})

    def run(self, speed: float = 1.0) -> None:
        """Have the clock run, so many times as fast as the wall's."""
        self.control("POST", "/clock", {"mode": "accelerated", "speed": speed})

    # Reviews

    def reviews(self, take: Reviews = None, /, **each: Reviews) -> None:
        """Set how long reviews take: "instant", "by-hand", "default", seconds, `{"reads": 3}`.

        `take` is for all of them; names such as `timing_brand_to_identity` for one.
        """
        wanted: dict[str, Any] = {name.replace("_", "-"): value for name, value in each.items()}
        self.control("POST", "/reviews", ({"all": take} if take is not None else {}) | wanted)

    def approve(self, kind: Kind, sid: str = "", *, now: bool = False) -> None:
        """Have the review of a SID, or the next of a kind, end well; `now` ends it at once."""
        self._verdict(kind, "approve", (), sid, now)

    def reject(self, kind: Kind, *codes: int, sid: str = "", now: bool = False) -> None:
        """Have the review of a SID, or the next of a kind, end with these error codes."""
        self._verdict(kind, "reject", codes, sid, now)

    def hold(self, kind: Kind, sid: str = "") -> None:
        """Have the review of a SID, or the next of a kind, wait for `approve` or `reject`."""
        self._verdict(kind, "hold", (), sid, False)

    def act(self, sid: str, act: str) -> None:
        """Do to a bundle, a brand or the service of a campaign what no request of the API can.

        Such as "suspend", "lift-suspension", "delete", "reopen", "answer-otp", "complete".
        """
        self.control("POST", "/acts", {"sid": sid, "act": act})

    def legal_names(self, names: Mapping[str, str | None]) -> None:
        """Tell the tax register the names of tax numbers, or None to forget one."""
        self.control("POST", "/legal_names", names)

    # Trouble

    def fault(self, path: str, *, method: str = "", **what: Any) -> None:
        """Spoil answers to requests whose host and path match a pattern.

        `what` is that of control: `status`, `code`, `retry_after`, `drop`, `reset`, `delay`,
        `when` ("before" or "after" the change is stored), `count`.
        """
        asked = {"path": path, "method": method, "account": self.account_sid, **what}
        self._ask("POST", "/control/faults", asked)

    def clear_faults(self) -> None:
        """Forget the faults of this world that are still to happen."""
        self._ask("DELETE", f"/control/faults?account={self.account_sid}")

    def settings(self, **switches: bool | float) -> None:
        """Turn switches of the world on or off, such as `pace`."""
        self.control("POST", "/settings", switches)

    @property
    def paced_breaches(self) -> int:
        """How many requests came faster than Twilio asks for."""
        count: int = self.control("GET", "")["paced_breaches"]
        return count

    # What is there

    def journal(self) -> list[dict[str, Any]]:
        """Return the requests of the account with their answers, the newest first."""
        entries: list[dict[str, Any]] = self.control("GET", "/journal")["entries"]
        return entries

    def resources(self, kind: str = "") -> list[dict[str, Any]]:
        """Return what is stored in the world, the oldest first."""
        query = urlencode({"kind": kind})
        found: list[dict[str, Any]] = self.control("GET", f"/resources?{query}")["resources"]
        return found

    def deliveries(self, *, settle: float = 5.0) -> list[dict[str, Any]]:
        """Return callbacks and events with their attempts, once all that is due was sent.

        `settle` is how many seconds to wait for that at most.
        """
        self.control("POST", "/deliveries/settle", {"seconds": settle})
        sent: list[dict[str, Any]] = self.control("GET", "/deliveries")["deliveries"]
        return sent

    # The whole world

    def reset(self, seed: str | None = None) -> None:
        """Empty the world; with a seed it draws the same SIDs each time."""
        self.control("POST", "/reset", {} if seed is None else {"seed": seed})

    def snapshot(self, name: str = "default") -> None:
        """Keep the world as it is under a name."""
        self.control("POST", "/snapshots", {"name": name})

    def restore(self, name: str = "default") -> None:
        """Make the world what it was when it was kept."""
        self.control("POST", "/restore", {"name": name})

    def control(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask the sandbox's control for something about this world; `path` comes after its SID.

        Raises:
            A2PSandboxError: control refused, or the sandbox cannot be reached.
        """
        return self._ask(method, f"/control/worlds/{quote(self.account_sid)}{path}", body)

    def _verdict(self, kind: Kind, outcome: str, codes: Sequence[int], sid: str, now: bool) -> None:
        asked = {"kind": kind, "outcome": outcome, "codes": list(codes), "sid": sid, "now": now}
        self.control("POST", "/verdicts", asked)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        sent = None if method == "GET" else json.dumps(body or {}).encode()
        try:
            request = Request(self.url + path, sent, _JSON, method=method)
            with build_opener(ProxyHandler({})).open(request, timeout=_SECONDS) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise A2PSandboxError(f"{method} {path}: {_refusal(error)}") from None
        except (OSError, HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise A2PSandboxError(
                f"No sandbox answers at {self.url}: {reason}. Start one with"
                " `tendlc sandbox`, or leave --a2p-sandbox-url out."
            ) from None


def _refusal(error: HTTPError) -> str:
    try:
        said = json.load(error)
        return f"{said['message']} ({said['code']})"
    except (ValueError, LookupError, TypeError):
        return f"what answers is not a tendlc sandbox (it says {error.code})"


def _last_requests(world: A2PSandbox) -> str:
    """Return what a failed test asked last, and what was still to happen, a line each."""
    asked = [each for each in world.journal() if each["because"] != "control"][:_SHOWN]
    waiting = world.control("GET", "/schedule")["steps"][:_SHOWN]
    lines = [f"Account {world.account_sid}, clock {world.now:%Y-%m-%d %H:%M:%S} UTC"]
    for each in reversed(asked):
        why = f"  {each['because']}" if each["because"] else ""
        lines.append(f"{each['status'] or 'dropped'} {each['method']} {each['target']}{why}")
    for each in waiting:
        lines.append(f"waits: {each['step']} of {each['key']}, {_due(each)}")
    return "\n".join(lines)


def _due(step: Mapping[str, Any]) -> str:
    if step["reads"]:
        return f"after {step['reads']} reads"
    if step["at"] is None:
        return "by hand"
    return f"at {datetime.fromtimestamp(step['at'], UTC):%Y-%m-%d %H:%M:%S}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the last requests of its world to the report of a test that failed."""
    report = yield
    world = getattr(item, "funcargs", {}).get("a2p_sandbox")
    if report.when == "call" and report.failed and isinstance(world, A2PSandbox):
        with suppress(A2PSandboxError):  # a sandbox that is gone has nothing to say
            report.sections.append(("A2P sandbox", _last_requests(world)))
    return report


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the setting that name a sandbox which runs already."""
    says = "address of a running sandbox for a2p_sandbox (default: one is started for the run)"
    group = parser.getgroup("a2p_sandbox", "Twilio A2P 10DLC sandbox")
    group.addoption("--a2p-sandbox-url", metavar="URL", default=None, help=says)
    parser.addini("a2p_sandbox_url", says, default="")


@pytest.fixture(scope="session")
def a2p_sandbox_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the sandbox of this test run."""
    config = request.config
    named = config.getoption("--a2p-sandbox-url") or config.getini("a2p_sandbox_url")
    if named:
        yield str(named).rstrip("/")
        return
    folder = tmp_path_factory.mktemp("a2p_sandbox")
    command = [sys.executable, "-m", "tendlc.sandbox", "--child", "--port", "0"]
    with (
        (folder / "stderr").open("w+", encoding="utf-8") as said,
        subprocess.Popen(
            [*command, "--data", str(folder / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            said.seek(0)
            raise A2PSandboxError(f"The sandbox did not start: {said.read().strip()}")
        yield json.loads(line)["url"]
        process.stdin.close()  # which ends it
        process.wait(_SECONDS)


@pytest.fixture
def a2p_sandbox(a2p_sandbox_url: str) -> A2PSandbox:
    """An empty world of the sandbox, with the account that it belongs to."""
    world = A2PSandbox(a2p_sandbox_url, f"AC{secrets.token_hex(16)}", secrets.token_hex(16))
    world.freeze()
    return world
