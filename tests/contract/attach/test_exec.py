"""`tendlc sandbox exec` is as good as not there: input, output, signals and exit code pass."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.attach.conftest import EXEC, Run, environment, run
from tests.contract.wire.clients import ASYNC_LIBRARY_WARNING
from tests.waiting import GIVEN_UP_SECONDS

SHOW = "import json, os; print(json.dumps(dict(os.environ)))"
WAIT = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))
print("ready", flush=True)
signal.pause()
"""


@pytest.mark.parametrize("code", [0, 1, 77])
def test_the_exit_code_is_the_programs(code: int, run_attached: Run) -> None:
    assert run_attached(sys.executable, "-c", f"raise SystemExit({code})").code == code


def test_a_program_ended_by_a_signal_gives_the_code_that_a_shell_gives(run_attached: Run) -> None:
    script = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert run_attached(sys.executable, "-c", script).code == 128 + signal.SIGKILL


def test_a_program_that_is_not_there_gives_the_code_that_a_shell_gives(run_attached: Run) -> None:
    ran = run_attached("no-such-program")
    assert ran.code == 127
    assert "tendlc: no-such-program was not found. Check its name" in ran.err


def test_a_signal_reaches_the_program(sandbox_server: SandboxProcess, tmp_path: Path) -> None:
    command = [*EXEC, "--url", sandbox_server.url, "--", sys.executable, "-c", WAIT]
    with subprocess.Popen(
        command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(GIVEN_UP_SECONDS) == 5
        finally:
            process.kill()


def test_input_and_output_are_the_programs(sandbox_server: SandboxProcess, tmp_path: Path) -> None:
    script = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"
    done = subprocess.run(
        [*EXEC, "--url", sandbox_server.url, "--", sys.executable, "-c", script],
        env=environment(tmp_path),
        input=b"\x00abc",
        capture_output=True,
        timeout=GIVEN_UP_SECONDS,
        check=True,
    )
    assert done.stdout == b"cba\x00"


def test_options_after_the_program_are_the_programs(run_attached: Run) -> None:
    script = "import sys; print(sys.argv[1:])"
    assert run_attached(sys.executable, "-c", script, "--url", "x", "-v").out == (
        "['--url', 'x', '-v']\n"
    )


def test_who_has_no_credentials_is_given_some_and_told_so(
    sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    ran = run(*EXEC, "--url", sandbox_server.url, "--", sys.executable, "-c", SHOW, home=tmp_path)
    told = json.loads(ran.out)
    assert told["TWILIO_ACCOUNT_SID"] in ran.err
    assert told["TWILIO_AUTH_TOKEN"]


def test_own_credentials_are_left_as_they_are(run_attached: Run) -> None:
    told = json.loads(run_attached(sys.executable, "-c", SHOW, TWILIO_ACCOUNT_SID="ACown").out)
    assert told["TWILIO_ACCOUNT_SID"] == "ACown"


def test_the_users_own_certificates_stay_trusted(run_attached: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    own.write_text("an own certificate", "utf-8")
    names = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
    script = f"import os; print([open(os.environ[name]).read() for name in {names}])"
    ran = run_attached(sys.executable, "-c", script, **dict.fromkeys(names, str(own)))
    assert ran.out.count("an own certificate") == 2


def test_no_certificates_are_left_behind(run_attached: Run, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    ran = run_attached(sys.executable, "-c", SHOW, TMPDIR=str(folder))
    assert json.loads(ran.out)["SSL_CERT_FILE"].startswith(str(folder))
    assert list(folder.iterdir()) == []


def test_a_sandbox_that_does_not_answer_is_an_error_where_it_was_named(tmp_path: Path) -> None:
    ran = run(*EXEC, "--port", "1", "--", "true", home=tmp_path)
    assert ran.code == 1
    assert ran.err.startswith("No sandbox answers at http://127.0.0.1:1.\nNext: ")


@pytest.mark.parametrize("url", ["nonsense", "https://127.0.0.1:4010", "http://127.0.0.1:port"])
@pytest.mark.parametrize("command", [["exec"], ["snippet", "curl"]])
def test_what_is_no_address_of_a_sandbox_is_said_to_be_none(
    url: str, command: list[str], tmp_path: Path
) -> None:
    ran = run(
        *EXEC[:-1],
        *command,
        "--url",
        url,
        *(["true"] if command == ["exec"] else []),
        home=tmp_path,
    )
    assert ran.code == 1
    assert ran.err.startswith(f"{url} is not the address of a sandbox.\nNext: ")


@pytest.mark.parametrize("variable", [None, "TWILIO_REGION", "TWILIO_EDGE"])
def test_the_printed_lines_lead_a_python_client_to_the_sandbox(
    variable: str | None,
    account: SandboxAccount,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variable:
        monkeypatch.setenv(variable, "sydney")
    lines = run(*EXEC[:-1], "snippet", "python", "--url", account.sandbox.url, home=tmp_path).out
    client = Client(account.sid, account.token)  # type: ignore[no-untyped-call]
    exec(lines, {"client": client})
    assert client.trusthub.v1.end_users.list() == []


@pytest.mark.filterwarnings(ASYNC_LIBRARY_WARNING)
def test_the_printed_lines_lead_an_asynchronous_client_to_the_sandbox(
    account: SandboxAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    url = account.sandbox.url
    lines = run(*EXEC[:-1], "snippet", "python-async", "--url", url, home=tmp_path).out

    async def listed() -> list[Any]:
        async with AsyncTwilioHttpClient() as http:
            client = Client(account.sid, account.token, http_client=http)  # type: ignore[no-untyped-call]
            exec(lines, {"client": client})
            return await client.trusthub.v1.end_users.list_async()

    assert asyncio.run(listed()) == []


def test_the_printed_curl_command_reaches_the_sandbox(
    account: SandboxAccount, tmp_path: Path
) -> None:
    printed = run(*EXEC[:-1], "snippet", "curl", "--url", account.sandbox.url, home=tmp_path)
    command = printed.out.strip().splitlines()[-1]
    variables = {"SID": account.sid, "TOKEN": account.token, "PATH": os.environ["PATH"]}
    done = subprocess.run(
        ["sh", "-c", f"{command} -s"],
        env=variables,
        capture_output=True,
        text=True,
        timeout=GIVEN_UP_SECONDS,
    )
    assert json.loads(done.stdout)["meta"]["key"] == "results"


def test_without_a_running_sandbox_a_program_gets_one_of_its_own(tmp_path: Path) -> None:
    program = Path(__file__).with_name("program.py")
    ran = run(*EXEC, "--", sys.executable, program, home=tmp_path)
    assert ran.code == 0, ran.err
    assert len(json.loads(ran.out)["made"]) == 5


def test_an_option_of_serving_is_refused_before_exec(tmp_path: Path) -> None:
    serving = (*EXEC[:-1], "--port", "4011", "exec")
    ran = run(*serving, "--", "true", home=tmp_path)
    assert ran.code == 2
    assert "--port" in ran.err


@pytest.mark.parametrize("language", ["python", "node", "curl", "go", "java", "ruby", "php", "cli"])
def test_a_snippet_names_the_port_that_was_asked_for(language: str, tmp_path: Path) -> None:
    snippet = (*EXEC[:-1], "snippet", language, "--port", "4999")
    ran = run(*snippet, home=tmp_path)
    assert ran.code == 0
    assert "4010" not in ran.out
    assert "4999" in ran.out
