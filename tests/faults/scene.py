"""A scene: one customer, one data folder, and a world of the sandbox that nobody else uses."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import requests
import yaml

from tendlc.app import Filter, open_reader
from tendlc.domain.onboarding import Onboarding
from tendlc.settings import Settings
from tests.cast import Document
from tests.conftest import SandboxAccount, SandboxProcess
from tests.warm import Shell, WarmRun, clean_environment

SPEED = 300.0
"""Reviews of minutes take a blink."""
POLL_SECONDS = 0.04
FIRST_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an engine waits, in seconds; the tests want it short."""

    send_window: float = 0.5
    client_timeout: float = 10.0
    settling: float = 0.3

    def settings(self) -> dict[str, str]:
        seconds = {
            "SEND_WINDOW": self.send_window,
            "CLIENT_TIMEOUT": self.client_timeout,
            "SETTLING": self.settling,
            "PAID_SETTLING": self.settling,
            "FIRST_LOOK": FIRST_LOOK_SECONDS,
        }
        return {f"TENDLC_{name}_SECONDS": str(value) for name, value in seconds.items()}


HOLDS = {
    "CustomerProfile": 2,
    "EndUser": 4,
    "Address": 1,
    "SupportingDocument": 1,
    "TrustProduct": 1,
    "EntityAssignment": 7,
    "BrandRegistration": 1,
    "MessagingService": 1,
    "Usa2p": 1,
    "IncomingPhoneNumber": 2,
    "ServicePhoneNumber": 2,
    "NumberRegistration": 2,
}
"""What a world holds of a customer that is ready, evaluations aside; one profile is the ISV's."""


class Door:
    """The sandbox's control over one kept connection: tests ask it often."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        sent = None if body is None else json.dumps(body)
        self._connection.request(method, path, sent, {"content-type": "application/json"})
        answer = self._connection.getresponse()
        told = answer.read()
        assert answer.status == 200, told
        return json.loads(told)

    def close(self) -> None:
        self._connection.close()


class Scene:
    """Starts runs, spoils requests, and sees what the sandbox and the ledger hold."""

    def __init__(self, sandbox: SandboxProcess, folder: Path, document: Document) -> None:
        self.account = SandboxAccount(sandbox)
        self._door = Door(sandbox.url)
        self._control("POST", "clock", {"mode": "accelerated", "speed": SPEED})
        self._url = sandbox.url
        self.data = folder / "data"
        self.file = folder / "customer.yaml"
        self._output = folder / "output.txt"
        self._settings = {
            "TWILIO_ACCOUNT_SID": self.account.sid,
            "TWILIO_AUTH_TOKEN": self.account.token,
        }
        self.write(document)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    def write(self, document: Document) -> None:
        """Put the customer document where the runs read it."""
        self.file.write_text(yaml.safe_dump(document, sort_keys=False))

    def set(self, name: str, value: str) -> None:
        """Set one of our settings for the runs to come."""
        self._settings[name] = value

    def aim_at(self, url: str) -> None:
        """Send the runs to come to another address, behind which the sandbox stands."""
        self._url = url

    def turn_on(self, switch: str) -> None:
        """Turn a switch of this world on."""
        self._control("POST", "settings", {switch: True})

    def post(self, path: str, form: dict[str, str]) -> None:
        """Send a request that is not the engine's."""
        credentials = (self.account.sid, self.account.token)
        url = f"{self.account.sandbox.url}{path}"
        answer = requests.post(url, data=form, auth=credentials, timeout=20)
        assert answer.ok, answer.text

    def start(self, *options: str, patience: Patience | None = None) -> WarmRun:
        """Start `tendlc onboard` against the sandbox."""
        arguments = ["onboard", str(self.file), "--target", self._url]
        arguments += ["--data", str(self.data), *options]
        settings = {**self._settings, **(patience or Patience()).settings()}
        folder, output = self.file.parent, self._output
        return WarmRun(arguments, Shell(clean_environment(settings), folder, output, output))

    def printed(self) -> str:
        """What all runs have printed so far."""
        return self._output.read_text()

    def spoil(self, path: str, **fault: Any) -> int:
        """Have a fault happen to the next POST whose path fits; returns the fault's id."""
        rule = {"method": "POST", "path": path, "account": self.account.sid, **fault}
        return int(self._door.ask("POST", "/control/faults", rule)["id"])

    def let_pass(self, path: str, count: int = 1) -> None:
        """Let the next POSTs whose paths fit pass, before what is asked for afterwards happens."""
        if count:
            self.spoil(path, count=count, delay=1e-6)

    def is_used_up(self, fault: int) -> bool:
        """Say whether a fault has come about, so that its request is with the sandbox."""
        rules = self._door.ask("GET", "/control/faults")["faults"]
        return all(rule["id"] != fault for rule in rules)

    def has_stored_spoiled(self) -> bool:
        """Say whether the last change is stored and its answer is being spoiled."""
        newest = self._control("GET", "journal?limit=1")["entries"]
        return any(entry["because"].startswith("fault after") for entry in newest)

    def posts(self) -> list[str]:
        """The paths of all POSTs so far that had an effect, oldest first."""
        entries = self._control("GET", "journal?limit=1000")["entries"]
        return [
            entry["target"]
            for entry in reversed(entries)
            if entry["method"] == "POST"
            and 200 <= entry["status"] < 300
            and not entry["target"].startswith("/control")
        ]

    def holds(self) -> dict[str, int]:
        """How many objects of each kind the world holds, but for what nobody asked for by hand.

        Evaluations are free, and the secondary vetting comes by itself.
        """
        counted = Counter(resource["kind"] for resource in self._stored())
        return {k: n for k, n in counted.items() if k not in ("Evaluation", "BrandVetting")}

    def statuses(self, kind: str) -> list[str]:
        return [resource["data"]["status"] for resource in self._stored(kind)]

    def sid(self, kind: str) -> str:
        """The SID of the customer's object of a kind: the newest one."""
        return str(self._stored(kind)[-1]["key"])

    def ledger(self) -> Onboarding:
        """The record of the customer."""
        with open_reader(self.data, settings=Settings()) as reader:
            (row,) = reader.page(Filter()).rows
            (onboarding,) = reader.records(row.key)
        assert isinstance(onboarding, Onboarding)
        return onboarding

    def decide(self, kind: str, outcome: str, *codes: int, **more: Any) -> None:
        """Decide the next review of a kind beforehand, or with `sid` and `now` one that waits."""
        verdict = {"kind": kind, "outcome": outcome, "codes": list(codes), **more}
        self._control("POST", "verdicts", verdict)

    def open_steps(self) -> list[str]:
        """The steps whose intent is noted and whose outcome is not."""
        return [str(attempt.step) for attempt in self.ledger().attempts if attempt.result is None]

    def _stored(self, kind: str = "") -> list[dict[str, Any]]:
        stored: list[dict[str, Any]] = self._control("GET", f"resources?kind={kind}")["resources"]
        return stored

    def _control(self, method: str, what: str, body: Any = None) -> Any:
        return self._door.ask(method, f"/control/worlds/{self.account.sid}/{what}", body)


class MissedMoment(AssertionError):
    """The run was over before it could be seen at the moment waited for."""


def await_moment(run: WarmRun, happened: Callable[[], bool]) -> None:
    """Wait until something has happened while a run is under way.

    Raises:
        MissedMoment: the run ended before.
    """
    while not happened():
        if run.is_over(POLL_SECONDS):
            raise MissedMoment(f"the run ended too early:\n{run.printed()}")
