"""Programs that know nothing of the sandbox work against it through `tendlc sandbox exec`."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SandboxAccount
from tests.contract.attach.conftest import Run
from tests.contract.node import NODE_FOLDER, installed_twilio_cli

HERE = Path(__file__).parent
NOBODYS = "0" * 32
PYTHON_PROGRAMS = ["program.py", "program_async.py"]


def told_by(run_attached: Run, *command: str | Path, **settings: str) -> Any:
    ran = run_attached(*command, **settings)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.fixture(scope="module", params=[*PYTHON_PROGRAMS, "program.mjs"])
def command(request: pytest.FixtureRequest) -> list[str | Path]:
    """How each program is started."""
    if request.param == "program.mjs":
        return [request.getfixturevalue("node"), NODE_FOLDER / request.param]
    return [sys.executable, HERE / request.param]


def test_a_program_walks_through_the_sandbox(
    command: list[str | Path], run_attached: Run, account: SandboxAccount
) -> None:
    told = told_by(run_attached, *command)
    held = account.control("GET", "/resources")["resources"]
    assert sorted(told["listed"]) == sorted(told["made"])
    assert set(told["made"]) <= {one["key"] for one in held}
    assert told["url"].startswith("https://trusthub.twilio.com/v1/EndUsers/IT")
    assert told["next_page_url"].startswith("https://trusthub.twilio.com/v1/EndUsers?")
    assert told["unknown"] == [404, 20404]
    assert told["invalid"][0] == 400


@pytest.mark.parametrize("program", PYTHON_PROGRAMS)
@pytest.mark.parametrize("exception", ["*", ".twilio.com", "trusthub.twilio.com:443, m"])
def test_an_exception_from_the_proxy_does_not_let_a_program_reach_twilio(
    program: str, exception: str, run_attached: Run
) -> None:
    settings = {"NO_PROXY": exception, "no_proxy": exception}
    told = told_by(run_attached, sys.executable, HERE / program, **settings)
    assert len(told["listed"]) == 5


def test_the_users_own_sitecustomize_is_loaded_too(run_attached: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.own = 'loaded'\n", "utf-8")
    script = "import sys, sitecustomize; print(sys.own, sitecustomize.__file__)"
    ran = run_attached(sys.executable, "-c", script, PYTHONPATH=str(tmp_path))
    assert ran.out.split() == ["loaded", str(tmp_path / "sitecustomize.py")]


def test_curl_reaches_the_sandbox_at_twilios_own_address(
    run_attached: Run, account: SandboxAccount
) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    address = "https://messaging.twilio.com/v1/Services"
    told = told_by(run_attached, curl, "-sS", "-u", f"{account.sid}:{account.token}", address)
    assert told["meta"]["url"].startswith(address)


@pytest.fixture
def twilio_cli() -> Path:
    return installed_twilio_cli()


def test_twilios_command_line_makes_and_lists_profiles(run_attached: Run, twilio_cli: Path) -> None:
    profiles = "api:trusthub:v1:customer-profiles"
    policy = "RNdfbf3fae0e1107f8aded0e7cead80bf5"
    texts = ("--friendly-name", "Acme", "--email", "isv@isv.example", "--policy-sid", policy)
    (made,) = told_by(run_attached, twilio_cli, f"{profiles}:create", *texts, "-o", "json")
    told = told_by(run_attached, twilio_cli, f"{profiles}:list", "-o", "json")
    assert (made["status"], made["policySid"]) == ("draft", policy)
    assert [each["friendlyName"] for each in told] == [
        "Acme",
        "Primary customer profile of the sandbox",
    ]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("fetch", "--sid", f"BU{NOBODYS}"), "20404"),
        (
            ("create", "--friendly-name", "x", "--email", "x", "--policy-sid", f"RN{NOBODYS}"),
            "20001",
        ),
    ],
)
def test_twilios_command_line_shows_what_the_sandbox_refuses(
    command: tuple[str, ...], code: str, run_attached: Run, twilio_cli: Path
) -> None:
    name, *options = command
    ran = run_attached(twilio_cli, f"api:trusthub:v1:customer-profiles:{name}", *options)
    assert ran.code != 0
    assert f"Error code {code} from Twilio" in ran.err
