"""What goes wrong before or beside the registration: one clear sentence and the next step."""

from __future__ import annotations

import http.server
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tendlc.catalog.policies import SECONDARY_CUSTOMER_PROFILE as SECONDARY_POLICY
from tendlc.entrypoints.cli.sandbox_child import built_in_sandbox
from tendlc.errors import ConfigurationError
from tests.conftest import SandboxAccount
from tests.end_to_end.commands import EXAMPLES, Home, Ran, read_until

ACME = EXAMPLES / "acme.yaml"
NOWHERE = "http://127.0.0.1:9"
NO_SUCH_PROFILE = "BU" + "0" * 32
NO_SUCH_NUMBER = "PN" + "0" * 32


def says(ran: Ran, sentence: str, next_step: str, code: int = 1) -> None:
    """Claim that stderr is one sentence and one next step, and nothing else."""
    lines = ran.err.splitlines()
    assert (ran.code, len(lines)) == (code, 2), ran
    assert sentence in lines[0]
    assert lines[1].startswith("Next: ")
    assert next_step in lines[1]


def test_a_wrong_token_is_said_to_be_one(at_account: Home, account: SandboxAccount) -> None:
    account.client.trusthub.v1.customer_profiles.list(limit=1)
    other = at_account.with_settings(TWILIO_AUTH_TOKEN="another")
    ran = other.run("onboard", ACME, "--target", account.sandbox.url, "--data", other.data)
    says(ran, "knows this account with a different token", "Check TWILIO_ACCOUNT_SID and")


def test_a_setting_that_is_no_account_sid_is_refused_before_anything_is_sent(home: Home) -> None:
    ran = home.with_settings(TWILIO_ACCOUNT_SID="acme").run("onboard", ACME, "--target", NOWHERE)
    says(ran, "TWILIO_ACCOUNT_SID is not the SID of an account", "32 hexadecimal digits")


@pytest.mark.parametrize("data", ["a-file", "a-file/below", "/proc/tendlc"])
def test_a_folder_that_cannot_be_used_is_named(data: str, home: Home) -> None:
    (home.path / "a-file").write_text("in the way")
    ran = home.run("onboard", ACME, "--data", data)
    says(ran, f"The data folder {data}", "--data")


def test_the_built_in_sandbox_says_why_it_cannot_start(home: Home) -> None:
    home.data.mkdir()
    (home.data / "sandbox").write_text("in the way")
    ran = home.run("onboard", ACME, "--data", home.data)
    assert ran.code == 1
    says(ran, "The built-in sandbox did not start: The data folder ", "Name another one")


def test_a_target_where_nothing_listens_is_said_to_be_silent(home: Home) -> None:
    ran = home.run("onboard", ACME, "--target", NOWHERE, "--data", home.data)
    says(ran, f"No sandbox answers at {NOWHERE}.", "Start one with `tendlc sandbox`")


@pytest.mark.parametrize("target", ["127.0.0.1:4010", "ftp://127.0.0.1", "http://", "http://a:b"])
def test_a_target_that_is_no_address_is_refused(target: str, home: Home) -> None:
    ran = home.run("onboard", ACME, "--target", target)
    says(ran, "--target must be an address such as http://", "that `tendlc sandbox` prints")


def test_something_else_at_the_target_never_sees_the_token(home: Home) -> None:
    with something_else() as (url, seen):
        told = home.with_settings(TWILIO_AUTH_TOKEN="secret")
        ran = told.run("onboard", ACME, "--target", url, "--data", home.data)
    says(ran, f"What answers at {url} is not a tendlc sandbox.", "that `tendlc sandbox` prints")
    assert seen == [None]


def test_a_setting_that_cannot_be_read_is_named(home: Home) -> None:
    ran = home.with_settings(TENDLC_SANDBOX_SPEED="fast").run("onboard", ACME)
    says(ran, "The setting TENDLC_SANDBOX_SPEED cannot be used", "Change TENDLC_SANDBOX_SPEED")


def test_a_second_process_on_the_folder_is_told_of_the_first(home: Home) -> None:
    slow = home.with_settings(TENDLC_SANDBOX_SPEED="0.01")
    with slow.started("onboard", ACME, "--data", home.data) as first:
        read_until(first, " 1.1 ")
        ran = home.run("onboard", ACME, "--data", home.data)
        says(ran, f"Another tendlc process ({first.pid}) uses the data folder", "Wait until it")
        assert home.run("status", "--data", home.data).code == 0


def test_a_broken_ledger_is_said_to_be_broken(home: Home) -> None:
    home.data.mkdir()
    (home.data / "ledger.db").write_text("garbage" * 1000)
    ran = home.run("onboard", ACME, "--data", home.data)
    says(ran, "ledger.db is damaged or is not a ledger.", "Replace it with a copy from a backup")


def test_an_unapproved_primary_profile_stops_before_the_first_step(
    at_account: Home, account: SandboxAccount
) -> None:
    draft = account.client.trusthub.v1.customer_profiles.create(
        friendly_name="A draft", email="isv@isv.example", policy_sid=SECONDARY_POLICY
    )
    told = at_account.with_settings(TENDLC_PRIMARY_CUSTOMER_PROFILE_SID=str(draft.sid))
    ran = told.run("onboard", ACME, "--target", account.sandbox.url)
    assert ran.code == 3
    assert f"{draft.sid} is not an approved primary customer profile." in ran.out
    assert " 1.1 " not in ran.out


def test_an_unknown_primary_profile_stops_before_the_first_step(
    at_account: Home, account: SandboxAccount
) -> None:
    told = at_account.with_settings(TENDLC_PRIMARY_CUSTOMER_PROFILE_SID=NO_SUCH_PROFILE)
    ran = told.run("onboard", ACME, "--target", account.sandbox.url)
    assert ran.code == 3
    assert f"{NO_SUCH_PROFILE} is not an approved primary customer profile." in ran.out
    assert " 1.1 " not in ran.out


def test_an_unknown_customer_profile_is_a_task_for_a_person(
    at_account: Home, account: SandboxAccount, tmp_path: Path
) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(f"{ACME.read_text()}\ncustomer_profile_sid: {NO_SUCH_PROFILE}\n")
    ran = at_account.run("onboard", file, "--target", account.sandbox.url)
    assert (ran.code, ran.err) == (3, "")
    assert NO_SUCH_PROFILE in ran.out
    assert "Next: " in ran.out


def test_an_unknown_phone_number_is_a_task_for_a_person(
    at_account: Home, account: SandboxAccount, tmp_path: Path
) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(
        ACME.read_text().replace("- area_code: 303", f"- phone_number_sid: {NO_SUCH_NUMBER}")
    )
    ran = at_account.run("onboard", file, "--target", account.sandbox.url)
    assert (ran.code, ran.err) == (3, "")
    assert "The account has no number with this SID." in ran.out
    assert "Field: phone_numbers[0].phone_number_sid" in ran.out
    assert "Brand registration" not in ran.out, "nothing is paid before"


@pytest.mark.parametrize("wait", ["nan", "inf", "1e20", "-1"])
def test_a_wait_that_is_no_span_of_time_is_refused_before_anything_starts(
    wait: str, home: Home
) -> None:
    ran = home.run("onboard", ACME, "--data", home.data, "--wait", wait)
    says(ran, "--wait must be a number of seconds from 0 to 31536000", "leave --wait out")
    assert not home.data.exists()


@pytest.mark.parametrize("setting", ["TENDLC_CLIENT_TIMEOUT_SECONDS", "TENDLC_SANDBOX_SPEED"])
@pytest.mark.parametrize("value", ["inf", "1e300"])
def test_a_setting_that_no_clock_can_keep_is_named(setting: str, value: str, home: Home) -> None:
    ran = home.with_settings(**{setting: value}).run("onboard", ACME)
    says(ran, f"The setting {setting} cannot be used", f"Change {setting}")


def test_an_empty_data_setting_does_not_mean_the_working_folder(home: Home) -> None:
    ran = home.with_settings(TENDLC_DATA="").run("onboard", ACME, "--target", NOWHERE)
    says(ran, "No sandbox answers", "Start one")
    assert not (home.path / "lock").exists()
    assert (home.path / ".local/share/tendlc/lock").exists()
    named = home.run("onboard", ACME, "--target", NOWHERE, "--data", "")
    assert named.code == 2
    assert "Name a folder, or leave --data out." in named.err


def test_a_full_disk_at_the_start_is_said_to_be_full(home: Home) -> None:
    home.data.mkdir()
    (home.data / "lock").symlink_to("/dev/full")
    ran = home.run("onboard", ACME, "--data", home.data)
    says(ran, f"The data folder {home.data} cannot be written (No space left", "Free some space")


def test_a_disk_without_room_for_temporary_files_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with (
        pytest.raises(ConfigurationError, match="no temporary file can be made") as raised,
        built_in_sandbox(tmp_path / "data", 1.0),
    ):
        pass
    assert raised.value.next_step.startswith("Free some space")


@pytest.mark.parametrize("size", [1, 60_000, 120_000])
def test_a_disk_that_fills_up_while_a_customer_is_registered_is_told_in_a_sentence(
    size: int, at_account: Home, account: SandboxAccount
) -> None:
    url = account.sandbox.url
    ran = at_account.run_on_full_disk(
        size, "onboard", ACME, "--target", url, "--data", at_account.data
    )
    assert ran.code == 1
    assert "Something went wrong inside" not in ran.err
    assert "\nNext: " in ran.err


@contextmanager
def something_else() -> Iterator[tuple[str, list[str | None]]]:
    """Serve a web page on a free port, and note the credentials that come with each request."""
    seen: list[str | None] = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization"))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<h1>A web server</h1>")

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()
