"""The pytest plugin, as somebody's project uses it: in a pytest of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SandboxProcess
from tests.contract.sandbox.receiver import receiving

PAGE = Path(__file__).parents[3] / "docs" / "testing.md"

EVERYTHING = """
import subprocess, sys
import pytest
import requests
from datetime import timedelta
from tendlc.sandbox.pytest_plugin import A2PSandboxError

POLICY = "RNdfbf3fae0e1107f8aded0e7cead80bf5"
SEEN = []

def profile(world, name="Acme"):
    create = world.client.trusthub.v1.customer_profiles.create
    return create(friendly_name=name, email="a@isv.example", policy_sid=POLICY)

@pytest.mark.parametrize("turn", [1, 2])
def test_worlds_are_apart(a2p_sandbox, turn):
    profile(a2p_sandbox)
    SEEN.append(a2p_sandbox.account_sid)
    assert len(set(SEEN)) == turn
    assert len(a2p_sandbox.resources("CustomerProfile")) == 2  # the primary one, and this

def test_the_clock_moves_when_told(a2p_sandbox):
    before = a2p_sandbox.now
    assert a2p_sandbox.now == before
    assert a2p_sandbox.advance(timedelta(days=1)) == before + timedelta(days=1)
    a2p_sandbox.run(1000)
    assert a2p_sandbox.now > before + timedelta(days=1)
    a2p_sandbox.freeze()
    assert a2p_sandbox.now == a2p_sandbox.now

def test_reviews_are_decided(a2p_sandbox):
    a2p_sandbox.reviews("by-hand")
    one = profile(a2p_sandbox)
    one.update(status="pending-review")
    a2p_sandbox.advance(1e6)
    assert one.fetch().status == "pending-review"
    a2p_sandbox.reject("customer_profile", 18602, sid=one.sid, now=True)
    assert one.fetch().status == "twilio-rejected"
    a2p_sandbox.reviews("instant")
    a2p_sandbox.approve("customer_profile")
    one.update(status="pending-review")
    a2p_sandbox.advance(1)
    assert one.fetch().status == "twilio-approved"

def test_a_world_comes_back(a2p_sandbox):
    a2p_sandbox.snapshot("empty")
    sid = profile(a2p_sandbox).sid
    a2p_sandbox.restore("empty")
    assert [each["key"] for each in a2p_sandbox.resources("CustomerProfile")] != [sid]
    assert profile(a2p_sandbox).sid == sid
    a2p_sandbox.reset(seed="1")
    assert a2p_sandbox.deliveries() == []

def test_requests_are_in_the_journal(a2p_sandbox):
    profile(a2p_sandbox)
    assert a2p_sandbox.journal()[0]["method"] == "POST"
    a2p_sandbox.fault("/v1/EndUsers", status=500)
    a2p_sandbox.clear_faults()
    assert a2p_sandbox.client.trusthub.v1.end_users.list() == []

@pytest.mark.parametrize(
    ("fault", "status", "stored"),
    [
        ({"status": 429, "retry_after": 7}, 429, 0),
        ({"status": 500}, 500, 0),
        ({"status": 500, "when": "after"}, 500, 1),
        ({"drop": True, "when": "after"}, None, 1),
        ({"reset": True}, None, 0),
        ({"delay": 0.01}, 201, 1),
    ],
)
def test_answers_are_spoilt(a2p_sandbox, fault, status, stored):
    a2p_sandbox.fault("/v1/EndUsers$", method="POST", **fault)
    url = f"{a2p_sandbox.url}/trusthub.twilio.com/v1/EndUsers"
    form = {"FriendlyName": "Ann", "Type": "authorized_representative_1"}
    pair = (a2p_sandbox.account_sid, a2p_sandbox.auth_token)
    try:
        answer = requests.post(url, data=form, auth=pair, timeout=20)
        assert answer.headers.get("retry-after") == ("7" if status == 429 else None)
        assert answer.status_code == status
    except requests.ConnectionError:
        assert status is None
    assert len(a2p_sandbox.resources("EndUser")) == stored
    assert requests.post(url, data=form, auth=pair, timeout=20).status_code == 201
    asked = [entry for entry in a2p_sandbox.journal() if entry["target"] == "/control/faults"]
    assert len(asked) == 1

def test_reviews_end_after_reads(a2p_sandbox):
    a2p_sandbox.reviews({"reads": 2})
    one = profile(a2p_sandbox)
    one.update(status="pending-review")
    statuses = [one.fetch().status for _ in range(4)]
    assert statuses == ["pending-review", "pending-review", "in-review", "in-review"]
    a2p_sandbox.reviews(timing_bundle_to_in_review=3)

def test_switches_of_the_world(a2p_sandbox):
    a2p_sandbox.settings(list_lag_seconds=5)
    profile(a2p_sandbox)
    profiles = a2p_sandbox.client.trusthub.v1.customer_profiles
    assert len(profiles.list(friendly_name="Acme")) == 0
    a2p_sandbox.advance(6)
    assert len(profiles.list(friendly_name="Acme")) == 1
    brands = a2p_sandbox.client.messaging.v1.brand_registrations
    brands.list()
    brands.list()
    assert a2p_sandbox.paced_breaches == 1
    a2p_sandbox.settings(pace=True)
    with pytest.raises(Exception, match="429"):
        brands.list()

def test_support_opens_what_is_approved(a2p_sandbox):
    a2p_sandbox.reviews("instant")
    a2p_sandbox.approve("customer_profile")
    one = profile(a2p_sandbox)
    one.update(status="pending-review")
    assert one.fetch().status == "twilio-approved"
    a2p_sandbox.act(one.sid, "reopen")
    assert one.fetch().status == "draft"
    with pytest.raises(A2PSandboxError, match="does not allow"):
        a2p_sandbox.act(one.sid, "reopen")

def test_the_tax_register_is_told(a2p_sandbox):
    a2p_sandbox.legal_names({"12-3456789": "Acme LLC"})
    told = a2p_sandbox.control("GET", "/legal_names")
    assert told["legal_names"] == {"12-3456789": "Acme LLC"}

def test_programs_run_unchanged(a2p_sandbox):
    program = (
        "from twilio.rest import Client;"
        "print(len(Client().trusthub.v1.customer_profiles.list()))"
    )
    done = subprocess.run(
        a2p_sandbox.command(sys.executable, "-c", program),
        env={**__import__("os").environ, **a2p_sandbox.environment},
        capture_output=True, text=True, timeout=60,
    )
    assert done.stdout.strip() == "1", done.stderr

def test_a_mistake_is_told(a2p_sandbox):
    with pytest.raises(A2PSandboxError, match="outcome|kind"):
        a2p_sandbox.reject("profile", 18602)
    with pytest.raises(A2PSandboxError, match="no snapshot"):
        a2p_sandbox.restore("never")
"""


FAILING = """
POLICY = "RNdfbf3fae0e1107f8aded0e7cead80bf5"

def test_it(a2p_sandbox):
    create = a2p_sandbox.client.trusthub.v1.customer_profiles.create
    create(friendly_name="Acme", email="a@isv.example", policy_sid=POLICY).update(
        status="pending-review"
    )
    create(friendly_name="Acme", email="a@isv.example", policy_sid="RN1")
"""


def run(folder: Path, tests: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a project that has nothing but these tests."""
    (folder / "test_it.py").write_text(tests, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", *options, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_every_part_of_the_fixture_does_what_it_says(tmp_path: Path) -> None:
    done = run(tmp_path, EVERYTHING)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("variable", ["TWILIO_REGION", "TWILIO_EDGE"])
def test_a_region_of_the_environment_does_not_lead_the_client_elsewhere(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "sydney")
    done = run(tmp_path, EVERYTHING, "-k", "worlds_are_apart")
    assert "2 passed" in done.stdout, done.stdout


def test_the_example_of_the_documentation_passes(tmp_path: Path) -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    done = run(tmp_path, "\n".join(example))
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


def test_a_running_sandbox_is_used_where_it_is_named(
    tmp_path: Path, sandbox_server: SandboxProcess
) -> None:
    tests = f"def test_url(a2p_sandbox): assert a2p_sandbox.url == {sandbox_server.url!r}"
    done = run(tmp_path, tests, "--a2p-sandbox-url", f"{sandbox_server.url}/")
    assert done.returncode == 0, done.stdout


def test_an_address_where_nothing_answers_is_told(tmp_path: Path) -> None:
    tests = "def test_it(a2p_sandbox): pass"
    done = run(tmp_path, tests, "--a2p-sandbox-url", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "No sandbox answers at http://127.0.0.1:9" in done.stdout


@pytest.mark.parametrize("url", ["127.0.0.1:4010", "nonsense"])
def test_what_is_no_address_is_told(tmp_path: Path, url: str) -> None:
    done = run(tmp_path, "def test_it(a2p_sandbox): pass", "--a2p-sandbox-url", url)
    assert f"A2PSandboxError: No sandbox answers at {url}" in done.stdout


def test_something_else_at_the_address_is_told(tmp_path: Path) -> None:
    with receiving() as other:
        other.statuses = [501]
        done = run(tmp_path, "def test_it(a2p_sandbox): pass", "--a2p-sandbox-url", other.url)
    assert "what answers is not a tendlc sandbox (it says 501)" in done.stdout


def test_the_report_of_a_failed_test_shows_its_last_requests_and_what_waits(
    tmp_path: Path,
) -> None:
    _, mark, told = run(tmp_path, FAILING).stdout.partition("- A2P sandbox -")
    lines = told.splitlines()[1:6]
    assert mark
    assert lines[0].startswith("Account AC")
    assert lines[1].startswith("201 POST trusthub.twilio.com/v1/CustomerProfiles")
    assert lines[3].endswith("/v1/CustomerProfiles  PolicySid is not a valid SID")
    assert lines[4].startswith("waits: CustomerProfile.in_review of BU")


def test_the_report_of_a_test_that_passes_or_does_without_says_nothing_of_it(
    tmp_path: Path,
) -> None:
    tests = "def test_one(a2p_sandbox): pass\ndef test_two(): assert False"
    assert "A2P sandbox" not in run(tmp_path, tests, "-rA").stdout


def test_a_run_without_the_fixture_starts_and_loads_nothing(tmp_path: Path) -> None:
    tests = """
import sys
def test_nothing():
    loaded = {"twilio", "uvloop", "orjson", "tendlc.sandbox.server"} & sys.modules.keys()
    assert not loaded
"""
    done = run(tmp_path, tests, "-p", "no:hypothesispytest")
    assert done.returncode == 0, done.stdout


def test_no_sandbox_outlives_the_run(tmp_path: Path) -> None:
    tests = """
import os
def test_it(a2p_sandbox):
    a2p_sandbox.client.trusthub.v1.end_users.list()
    print("URL", a2p_sandbox.url)
"""
    done = run(tmp_path, tests, "-s")
    url = done.stdout.partition("URL ")[2].split()[0]
    again = run(tmp_path, "def test_it(a2p_sandbox): pass", "--a2p-sandbox-url", url)
    assert "No sandbox answers" in again.stdout


@pytest.mark.parametrize("option", ["--help"])
def test_the_option_is_explained(tmp_path: Path, option: str) -> None:
    assert "--a2p-sandbox-url" in run(tmp_path, "", option).stdout
