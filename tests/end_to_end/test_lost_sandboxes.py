"""A sandbox that stops in mid-run, or whose world is gone: said clearly, and easily mended."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

from tests.conftest import SandboxAccount, start_sandbox
from tests.end_to_end.commands import EXAMPLES, SECONDS, Home, interrupt, read_until, resources

ACME = EXAMPLES / "acme.yaml"


def test_a_sandbox_that_stops_in_mid_run_is_missed_and_the_run_goes_on_when_it_is_back(
    home: Home, tmp_path: Path
) -> None:
    first = start_sandbox(tmp_path, "--speed", "0.01")
    account = SandboxAccount(first)
    there = home.of(account)
    command = ("onboard", ACME, "--target", first.url, "--data", home.data)
    with there.started(*command) as process:
        read_until(process, "Review of trust product")
        before = resources(account)
        first.process.send_signal(signal.SIGKILL)
        _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert err == (
        f"The sandbox at {first.url} does not answer any more.\n"
        "Next: Start it again on the same data and run the same command again: it goes on where"
        " it was.\n"
    )
    first.stop()
    port = first.url.rpartition(":")[2]
    again = start_sandbox(tmp_path, "--speed", "200", "--port", port)
    ran = there.run(*command)
    after = resources(account)
    again.stop()
    assert ran.code == 0, ran
    assert set(before) <= set(after)
    assert [kind for kind, _ in after].count("BrandRegistration") == 1


def test_a_world_that_was_reset_is_said_to_be_gone_until_fresh_is_asked_for(
    at_account: Home, account: SandboxAccount
) -> None:
    command = ("onboard", ACME, "--target", account.sandbox.url, "--data", at_account.data)
    with at_account.started(*command) as process:
        read_until(process, " 1.1 ")
        interrupt(process)
    account.control("POST", "/reset", seed="new")
    before = resources(account)
    gone = at_account.run(*command)
    assert (gone.code, gone.err) == (
        1,
        "acme was registered in a sandbox world that is gone; this sandbox is another.\n"
        "Next: Run the command with --fresh to register it anew in this sandbox.\n",
    )
    assert resources(account) == before
    fresh = at_account.run(*command, "--fresh", "--json")
    assert fresh.code == 0
    assert {step["outcome"] for step in fresh.json["steps"]} <= {"made", "done"}


def test_a_built_in_sandbox_whose_folder_was_deleted_is_said_to_be_gone(home: Home) -> None:
    command = ("onboard", ACME, "--data", home.data)
    with home.started(*command) as process:
        read_until(process, " 1.1 ")
        interrupt(process)
    shutil.rmtree(home.data / "sandbox")
    ran = home.run(*command)
    assert ran.code == 1
    assert ran.err.startswith("acme was registered in a sandbox world that is gone")
