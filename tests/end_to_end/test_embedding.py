"""Programs that embed the engine: the public names, Apps beside each other, a web service."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

import tendlc
from tests import cast
from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, ROOT
from tests.waiting import until

SETTINGS = tendlc.Settings(first_look_seconds=0.05, settling_seconds=0.1)


def destination(account: SandboxAccount) -> tendlc.Destination:
    """The account's world of the sandbox that all tests share."""
    return replace(
        tendlc.to_sandbox(account.sandbox.url, SETTINGS),
        account_sid=account.sid,
        auth_token=account.token,
    )


def in_a_process(code: str) -> str:
    """Run code in a fresh interpreter; return what it printed."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_import_loads_none_of_the_public_names() -> None:
    code = "import sys, tendlc; print(*sorted(name for name in sys.modules if 'tendlc' in name))"
    assert in_a_process(code) == "tendlc tendlc.version"


def test_an_error_is_caught_by_name_without_loading_the_engine() -> None:
    code = "import sys, tendlc; tendlc.NotAllowed; print('pydantic' in sys.modules)"
    assert in_a_process(code) == "False"


@pytest.mark.parametrize("name", tendlc.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(tendlc, name)
    assert name in dir(tendlc)
    assert name == "__version__" or (value.__doc__ or "").strip()


def test_a_name_that_is_not_public_is_refused_as_any_module_does() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Engine'"):
        tendlc.Engine  # type: ignore[attr-defined] # noqa: B018


def test_the_token_is_not_shown_with_a_destination(account: SandboxAccount) -> None:
    assert account.token not in repr(destination(account))


def test_a_customer_is_planned_and_carried_to_the_end(
    account: SandboxAccount, tmp_path: Path
) -> None:
    with tendlc.open_app(destination(account), tmp_path, settings=SETTINGS) as app:
        app.add(tendlc.read_document(EXAMPLES / "acme.yaml"))
        assert app.plan("acme").kind is tendlc.NextKind.LOOK
        assert list(app.due()) == ["acme"]
        until(lambda: app.run("acme").stage is tendlc.Stage.REGISTERED)
        assert app.plan("acme") == tendlc.NextStep(kind=tendlc.NextKind.DONE)
        view = app.status("acme")
    assert next(line.outcome for line in view.steps) == "made"
    assert view.history[0].name is tendlc.EventName.ENROLLED
    assert {review.what for review in view.reviews} > {"brand", "campaign"}


def test_a_customer_that_nobody_added_is_unknown(account: SandboxAccount, tmp_path: Path) -> None:
    with tendlc.open_app(destination(account), tmp_path, settings=SETTINGS) as app:
        for ask in (app.plan, app.run, app.status, app.look_again):
            with pytest.raises(tendlc.UnknownOnboarding):
                ask("nobody")


def test_a_second_app_of_one_process_has_a_ledger_of_its_own(
    account: SandboxAccount, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with (
        tendlc.open_app(destination(account), here, settings=SETTINGS) as one,
        tendlc.open_app(
            destination(SandboxAccount(account.sandbox)), there, settings=SETTINGS
        ) as two,
    ):
        one.add(cast.acme())
        two.add(cast.borealis())
        one.run("acme")
        two.run("borealis")
        with pytest.raises(tendlc.UnknownOnboarding):
            two.record("acme")
        assert one.record("acme").attempts
        assert two.record("borealis").attempts


def test_a_second_app_on_one_folder_is_refused(account: SandboxAccount, tmp_path: Path) -> None:
    with tendlc.open_app(destination(account), tmp_path, settings=SETTINGS):
        again = tendlc.open_app(destination(account), tmp_path, settings=SETTINGS)
        with pytest.raises(tendlc.FolderInUse), again:
            pass
    with tendlc.open_app(destination(account), tmp_path, settings=SETTINGS) as app:
        assert list(app.due()) == []


def test_a_reader_sees_what_the_app_beside_it_does(account: SandboxAccount, tmp_path: Path) -> None:
    with (
        tendlc.open_app(destination(account), tmp_path, settings=SETTINGS) as app,
        tendlc.open_reader(tmp_path, settings=SETTINGS) as reader,
    ):
        assert list(reader.records("acme")) == []
        app.add(cast.acme())
        app.run("acme")
        (seen,) = reader.records("acme")
        assert seen == app.record("acme")


def test_an_app_works_in_many_threads_at_once(account: SandboxAccount, tmp_path: Path) -> None:
    keys = [f"customer-{number}" for number in range(8)]
    failed: list[tendlc.TendlcError] = []

    def carry(app: tendlc.App, key: str) -> None:
        try:
            app.add(cast.acme().model_copy(update={"customer": key}), another=True)
            app.run(key)
            app.status(key)
        except tendlc.TendlcError as error:
            failed.append(error)

    with tendlc.open_app(destination(account), tmp_path, settings=SETTINGS) as app:
        threads = [threading.Thread(target=carry, args=(app, key)) for key in keys]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert [row.key for row in app.page(tendlc.Filter()).rows] == keys


def test_a_reader_of_a_missing_ledger_is_empty_in_every_thread(tmp_path: Path) -> None:
    seen: list[object] = []
    with tendlc.open_reader(tmp_path / "nothing", settings=SETTINGS) as reader:
        for _ in range(2):
            thread = threading.Thread(
                target=lambda: seen.append(list(reader.page(tendlc.Filter()).rows))
            )
            thread.start()
            thread.join()
    assert seen == [[], []]


@contextmanager
def web_service(account: SandboxAccount, data: Path) -> Iterator[str]:
    """The example of the documentation, as a process; gives its address."""
    environment = {
        **os.environ,
        "TWILIO_ACCOUNT_SID": account.sid,
        "TWILIO_AUTH_TOKEN": account.token,
        "TENDLC_FIRST_LOOK_SECONDS": "0.05",
    }
    program = ROOT / "examples" / "web_service.py"
    command = [sys.executable, str(program), account.sandbox.url, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def ask(url: str, body: bytes | None = None) -> tuple[int, dict[str, object]]:
    """Send one request; return the status and what the answer holds."""
    try:
        answer: HTTPResponse | HTTPError = urlopen(Request(url, body), timeout=20)
    except HTTPError as error:
        answer = error
    with answer:
        return answer.status or 0, json.load(answer)


def test_the_web_service_of_the_documentation_registers_a_customer(
    account: SandboxAccount, tmp_path: Path
) -> None:
    with web_service(account, tmp_path) as url:
        assert ask(f"{url}/customers/acme")[0] == 404
        status, answer = ask(f"{url}/customers/acme", b"customer: acme\n")
        assert (status, answer["error"]) == (400, "bad_document")
        status, answer = ask(f"{url}/customers/acme", (EXAMPLES / "acme.yaml").read_bytes())
        assert (status, answer["stage"]) == (200, "preparing")
        until(lambda: ask(f"{url}/customers/acme")[1]["stage"] == "registered")
        other = (EXAMPLES / "acme.yaml").read_bytes().replace(b"customer: acme", b"customer: other")
        assert ask(f"{url}/customers/other", other)[1]["error"] == "same_business"
