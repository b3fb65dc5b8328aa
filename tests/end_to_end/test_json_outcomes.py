"""What a program gets of a command: one JSON value on stdout in every outcome, and an exit code."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SandboxAccount, start_sandbox
from tests.end_to_end.commands import EXAMPLES, Home, Ran, interrupt, resources
from tests.end_to_end.versions import another_version
from tests.waiting import GIVEN_UP_SECONDS

ACME = EXAMPLES / "acme.yaml"
KEYS = {"code", "message", "field", "next_step", "twilio_code", "faults"}


def error_of(ran: Ran) -> dict[str, Any]:
    """Return the error that a program gets; people got the same sentence."""
    error: dict[str, Any] = ran.json["error"]
    assert error.keys() == KEYS
    assert ran.err, "people are told nothing"
    return error


def test_a_customer_who_waits_for_a_review_has_an_exit_code_of_its_own(home: Home) -> None:
    slow = home.with_settings(TENDLC_SANDBOX_SPEED="0.01")
    command = ("onboard", ACME, "--data", home.data, "--wait", "0")
    ran = slow.run(*command, "--json")
    assert (ran.code, ran.err) == (4, "")
    assert ran.json["due_at"] is not None
    assert "error" not in ran.json
    assert slow.run(*command).code == 4


def test_a_faulty_document_gives_each_fault_with_its_line(home: Home) -> None:
    faulty = home.path / "faulty.yaml"
    faulty.write_text(ACME.read_text().replace("region: ", "region: Q"))
    ran = home.run("onboard", faulty, "--json", "--data", home.data)
    assert ran.code == 2
    error = error_of(ran)
    assert error["code"] == "bad_document"
    (fault,) = error["faults"]
    assert fault["field"] == "address.region"
    assert f"\n{fault['line']}: address.region: " in ran.err
    assert not home.data.exists()


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "error_code", "field"),
    [
        (("onboard", "nowhere.yaml"), {}, 2, "bad_document", None),
        (("onboard", ACME, "--wait", "soon"), {}, 2, "usage", None),
        (("onboard",), {}, 2, "usage", None),
        (("--sooner", "status"), {}, 2, "usage", None),
        (("onboard", ACME, "--live", "--target", "http://x"), {}, 1, "configuration", "--target"),
        (("onboard", ACME, "--live"), {}, 1, "configuration", "TWILIO_ACCOUNT_SID"),
        (("onboard", ACME, "--target", "http://127.0.0.1:9"), {}, 1, "unreachable", None),
        (("status", "nobody"), {}, 1, "unknown_customer", None),
        (("status",), {"TENDLC_SANDBOX_SPEED": "fast"}, 1, "configuration", None),
    ],
)
def test_every_error_is_one_object(
    arguments: tuple[str | Path, ...],
    settings: dict[str, str],
    code: int,
    error_code: str,
    field: str | None,
    home: Home,
) -> None:
    ran = home.with_settings(**settings).run(*arguments, "--json")
    assert ran.code == code, ran
    error = error_of(ran)
    assert error["code"] == error_code
    assert field is None or error["field"] == field
    assert error["next_step"] or error_code == "configuration"


def test_an_approval_that_nobody_gave_is_one_object(at_account: Home) -> None:
    live = at_account.with_settings(
        TENDLC_STATUS_EMAIL="watch@isv.example", TENDLC_TWILIO_URL="http://127.0.0.1:9"
    )
    ran = live.run("onboard", ACME, "--live", "--json", "--data", live.data)
    assert ran.code == 3
    assert error_of(ran)["code"] == "approval_missing"


def test_an_unforeseen_error_is_one_object(home: Home, tmp_path: Path) -> None:
    def broken(text: str) -> str:
        opening = "    with Place(data=data)"
        return text.replace(opening, f"    raise LookupError('Jane Doe')\n{opening}")

    faulty = another_version(home, tmp_path, {"entrypoints/cli/status.py": broken})
    ran = faulty.run("status", "--json")
    assert ran.code == 1
    assert error_of(ran)["code"] == "internal"
    assert "Jane" not in ran.out + ran.err


def _product_is_there(account: SandboxAccount) -> None:
    """Return once the run has made the trust product; each question is a request of its own."""
    account.control("POST", "/clock", mode="frozen")
    for _ in range(5000):
        if "TrustProduct" in dict(resources(account)):
            return
    raise AssertionError("no trust product was ever made")


def test_ctrl_c_is_one_object_and_code_130(at_account: Home, account: SandboxAccount) -> None:
    command = ("onboard", ACME, "--target", account.sandbox.url, "--data", at_account.data)
    with at_account.started(*command, "--json") as process:
        _product_is_there(account)
        ran = interrupt(process)
    assert ran.code == 130
    assert error_of(ran)["code"] == "stopped"
    assert "Stopped. Run the same command again" in ran.err


def test_a_target_that_goes_away_leaves_the_record_beside_the_error(
    home: Home, tmp_path: Path
) -> None:
    server = start_sandbox(tmp_path, "--speed", "0.01")
    account = SandboxAccount(server)
    command = ("onboard", ACME, "--target", server.url, "--data", home.data, "--json")
    with home.of(account).started(*command) as process:
        _product_is_there(account)
        server.process.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=GIVEN_UP_SECONDS)
    server.stop()
    ran = Ran(process.returncode, out, err)
    assert ran.code == 1
    assert error_of(ran)["code"] == "unreachable"
    assert ran.json["customer"] == "acme"
    assert {step["outcome"] for step in ran.json["steps"]} >= {"made", "open"}
