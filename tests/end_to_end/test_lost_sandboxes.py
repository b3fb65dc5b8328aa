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
        "Next: Start it again on the same data and run the same command again: it picks up where"
        " it stopped.\n"
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
        "acme was registered in this sandbox, but that world of the sandbox is gone.\n"
        "Next: Run the command with --fresh to register it again from the beginning.\n",
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
    assert ran.err.startswith("acme was registered in this sandbox, but that world")


def _worlds(home: Home) -> dict[str, str]:
    """Name the world of each of acme's records, with the stage there."""
    told = home.run("status", "acme", "--json", "--data", home.data).json
    return {record["target"]["world_id"]: record["stage"] for record in told}


def test_the_built_in_sandbox_and_another_one_stand_side_by_side(
    home: Home, tmp_path: Path
) -> None:
    """What README says: the built-in sandbox first, then one that runs for itself."""
    data = ("--data", home.data)
    assert home.run("onboard", ACME, *data).code == 0
    (built_in,) = _worlds(home)
    other = start_sandbox(tmp_path, "--speed", "200")
    there = home.run("onboard", ACME, "--target", other.url, *data)
    other.stop()
    assert there.code == 0, there
    assert "is gone" not in there.err
    assert list(_worlds(home).values()) == ["registered", "registered"]
    again = home.run("onboard", ACME, *data)
    assert again.code == 0
    assert built_in in _worlds(home)


def test_fresh_at_one_sandbox_leaves_the_record_of_another_alone(
    home: Home, tmp_path: Path
) -> None:
    wait = ("--data", home.data, "--wait", "0")
    home.run("onboard", ACME, *wait)
    (built_in,) = _worlds(home)
    servers = [start_sandbox(tmp_path / name, "--speed", "0.01") for name in ("one", "two")]
    for server in servers:
        assert home.run("onboard", ACME, "--target", server.url, "--fresh", *wait).code == 4
    for server in servers:
        server.stop()
    assert built_in in _worlds(home)
    assert len(_worlds(home)) == 3


def test_the_same_address_with_other_data_is_a_world_that_is_gone(
    home: Home, tmp_path: Path
) -> None:
    wait = ("--data", home.data, "--wait", "0")
    first = start_sandbox(tmp_path / "one", "--speed", "0.01")
    assert home.run("onboard", ACME, "--target", first.url, *wait).code == 4
    first.stop()
    port = first.url.rpartition(":")[2]
    second = start_sandbox(tmp_path / "two", "--speed", "0.01", "--port", port)
    gone = home.run("onboard", ACME, "--target", second.url, *wait)
    fresh = home.run("onboard", ACME, "--target", second.url, "--fresh", *wait)
    second.stop()
    assert (gone.code, fresh.code) == (1, 4)
    assert "is gone." in gone.err
    assert len(_worlds(home)) == 1
