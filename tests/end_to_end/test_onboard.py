"""The main job: a customer file becomes a registered customer, once."""

from __future__ import annotations

import os
import select
import signal
from pathlib import Path

import pytest

from tests.conftest import SandboxAccount, SandboxProcess
from tests.end_to_end.commands import EXAMPLES, SECONDS, Home, Ran, interrupt, read_until, resources

ACME = EXAMPLES / "acme.yaml"
GUIDE = (
    *(f"1.{number}" for number in (1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11)),
    *(f"2.{number}" for number in range(1, 7)),
    *("3", "4", "5.1", "5.2", "6", "6"),
)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Ran]:
    """Two runs with the built-in sandbox in an empty home."""
    home = Home(tmp_path_factory.mktemp("twice"))
    return home.run_cold("onboard", ACME, "--json"), home.run_cold("onboard", ACME, "--json")


def test_one_command_in_an_empty_home_registers_the_customer(
    twice: tuple[Ran, Ran],
) -> None:
    first, _ = twice
    assert (first.code, first.err) == (0, "")
    assert first.json["stage"] == "registered"
    assert first.json["brand"]["status"] == "APPROVED"
    assert first.json["campaign"]["status"] == "VERIFIED"
    assert [number["phone_number"][:5] for number in first.json["numbers"]] == ["+1303"]


def test_json_is_one_object_with_every_step_of_the_guide(twice: tuple[Ran, Ran]) -> None:
    first, _ = twice
    assert {"customer", "stage", "target", "steps", "numbers"} <= first.json.keys()
    assert first.json["target"]["kind"] == "sandbox"
    assert tuple(step["number"] for step in first.json["steps"]) == GUIDE
    assert all(step["sid"] for step in first.json["steps"] if step["number"] != "5.1")


def test_a_second_run_says_done_everywhere_and_makes_nothing(
    twice: tuple[Ran, Ran],
) -> None:
    first, second = twice
    assert (second.code, second.err) == (0, "")
    assert {step["outcome"] for step in second.json["steps"]} == {"done"}
    sids = [[step["sid"] for step in ran.json["steps"]] for ran in (first, second)]
    assert sids[0] == sids[1]


def test_a_second_run_leaves_the_sandbox_as_it_was(
    at_account: Home, account: SandboxAccount
) -> None:
    command = ("onboard", ACME, "--target", account.sandbox.url, "--data", at_account.data)
    assert at_account.run(*command).code == 0
    before = resources(account)
    assert at_account.run(*command).code == 0
    assert resources(account) == before


def test_lines_in_a_pipe_name_target_steps_reviews_and_what_the_customer_has(
    at_account: Home, account: SandboxAccount
) -> None:
    url = account.sandbox.url
    ran = at_account.run("onboard", ACME, "--target", url, "--data", at_account.data)
    lines = ran.out.splitlines()
    assert lines[0] == f"Target: the sandbox at {url}. Nothing goes to Twilio, nothing is paid."
    assert len(lines) == len(set(lines))
    for expected in (
        " 1.1 Customer profile                made    BU",
        "     Review of customer profile      passed  twilio-approved",
        "     Review of trust product         passed  twilio-approved",
        "     Review of brand                 passed  APPROVED, score ",
        " 5.1 Use cases open to the brand     done",
        "     Review of campaign              passed  VERIFIED",
        "   6 Add phone number to service     made    PN",
        "acme is registered.",
        "  Brand     BN",
        "  Campaign  DELIVERY_NOTIFICATION",
        "  Number    PN",
    ):
        assert [line for line in lines if line.startswith(expected)], expected
    assert "\x1b" not in ran.out


@pytest.mark.parametrize("name", ["borealis", "hilltop-bakery", "delta-aid"])
def test_every_example_becomes_registered(
    name: str, at_account: Home, account: SandboxAccount, served: SandboxProcess
) -> None:
    file = EXAMPLES / f"{name}.yaml"
    ran = at_account.run("onboard", file, "--target", served.url, "--data", at_account.data)
    assert ran.code == 0, ran
    assert f"{name} is registered." in ran.out


def test_after_ctrl_c_the_next_run_goes_on_where_it_was(
    at_account: Home, account: SandboxAccount
) -> None:
    account.control("POST", "/clock", mode="frozen")
    command = ("onboard", ACME, "--target", account.sandbox.url, "--data", at_account.data)
    with at_account.started(*command) as process:
        read_until(process, "Review of trust product")
        stopped = interrupt(process)
    assert stopped.code == 130
    assert "Stopped. Run the same command again: it picks up where it stopped." in stopped.err
    before = resources(account)
    account.control("POST", "/clock", mode="accelerated", speed=200)
    again = at_account.run(*command)
    assert again.code == 0
    assert " 1.1 Customer profile                done    BU" in again.out
    after = resources(account)
    assert set(before) <= set(after)
    assert [kind for kind, _ in after].count("BrandRegistration") == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_built_in_sandbox_goes_with_its_command(how: signal.Signals, home: Home) -> None:
    with home.with_settings(TENDLC_SANDBOX_SPEED="0.01").started("onboard", ACME) as process:
        read_until(process, " 1.1 Customer profile")
        (child,) = _children(process.pid)
        watch = os.pidfd_open(child)
        process.send_signal(how)
        process.wait(SECONDS)
    assert select.select([watch], [], [], SECONDS)[0], f"{child} stays behind"
    os.close(watch)


def _children(pid: int) -> list[int]:
    return [
        int(status.parent.name)
        for status in Path("/proc").glob("[0-9]*/status")
        if f"PPid:\t{pid}\n" in status.read_text()
    ]
