"""`tendlc sandbox exec` is as good as not there: input, output, signals and exit code pass."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from tests.conftest import SandboxAccount, SandboxProcess
from tests.contract.attach.conftest import EXEC, Run, alone, environment, run
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


def shown(*options: str, home: Path) -> tuple[dict[str, str], str]:
    """Return the environment of a program that runs so, and what was said before it."""
    ran = run(*EXEC, *options, "--", sys.executable, "-c", SHOW, home=home)
    assert ran.code == 0, ran.err
    return json.loads(ran.out), ran.err


def test_who_has_no_credentials_is_given_some_and_told_so(
    sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    told, said = shown("--url", sandbox_server.url, home=tmp_path)
    sid = told["TWILIO_ACCOUNT_SID"]
    assert f"No Twilio credentials set; using test account {sid}." in said
    assert told["TWILIO_AUTH_TOKEN"]


def test_no_credentials_are_set_beside_those_of_an_env_file(
    sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    (tmp_path / ".env.local").write_text("TWILIO_ACCOUNT_SID=ACown\n", "utf-8")
    told, said = shown("--url", sandbox_server.url, home=tmp_path)
    assert "TWILIO_ACCOUNT_SID" not in told
    assert "TWILIO_AUTH_TOKEN" not in told
    assert "those in .env.local are left to the program" in said


def test_an_example_of_an_env_file_counts_for_nothing(
    sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    (tmp_path / ".env.example").write_text("TWILIO_ACCOUNT_SID=ACxxx\n", "utf-8")
    (tmp_path / ".env").write_text("DEBUG=1\n", "utf-8")
    told, _ = shown("--url", sandbox_server.url, home=tmp_path)
    assert "TWILIO_ACCOUNT_SID" in told


def test_credentials_can_be_left_out(sandbox_server: SandboxProcess, tmp_path: Path) -> None:
    told, said = shown("--url", sandbox_server.url, "--no-credentials", home=tmp_path)
    assert "TWILIO_ACCOUNT_SID" not in told
    assert "credentials" not in said


def test_a_program_is_told_where_its_calls_go(
    sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    told, said = shown("--url", sandbox_server.url, home=tmp_path)
    assert told["TENDLC_SANDBOX_URL"] == sandbox_server.url
    assert f"Twilio calls of {Path(sys.executable).name} go to the sandbox at " in said
    assert "Warning" not in said


def test_a_program_that_may_reach_twilio_is_warned_of(run_attached: Run) -> None:
    ran = run_attached("sh", "-c", "echo started; exit 3")
    assert (ran.code, ran.out) == (3, "started\n")
    assert "Warning: sh starts other programs" in ran.err


def test_a_program_that_may_reach_twilio_is_refused_where_that_is_asked(
    sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    command = [*EXEC, "--url", sandbox_server.url, "--strict", "--"]
    ran = run(*command, "sh", "-c", "echo started", home=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "sh starts other programs" in ran.err
    assert run(*command, sys.executable, "-c", "raise SystemExit(4)", home=tmp_path).code == 4


def test_an_isolated_program_reaches_nothing_but_the_sandbox(
    account: SandboxAccount, tmp_path: Path
) -> None:
    if not alone():
        pytest.skip("this machine does not let programs be isolated")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        script = (
            "import os, socket; from urllib.parse import urlsplit\n"
            "ports = urlsplit(os.environ['TENDLC_SANDBOX_URL']).port, int(os.environ['OTHER'])\n"
            "print([socket.socket().connect_ex(('127.0.0.1', each)) for each in ports])"
        )
        command = [*EXEC, "--url", account.sandbox.url, "--isolated", "--strict", "--"]
        ran = run(
            *command,
            "sh",
            "-c",
            f'{sys.executable} -c "$0"',
            script,
            home=tmp_path,
            OTHER=str(port),
        )
    assert ran.code == 0, ran.err
    assert ran.out == f"{[0, errno.ECONNREFUSED]}\n"
    assert "Warning" not in ran.err


@pytest.mark.parametrize("code", [0, 77])
def test_the_exit_code_of_an_isolated_program_is_its_own(
    code: int, sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    command = [*EXEC, "--url", sandbox_server.url, *alone(), "--"]
    script = f"raise SystemExit({code})"
    assert run(*command, sys.executable, "-c", script, home=tmp_path).code == code


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


def test_a_sandbox_of_its_own_takes_the_options_of_serving(tmp_path: Path) -> None:
    script = (
        "import json, os, urllib.request\n"
        "url = os.environ['TENDLC_SANDBOX_URL'] + '/control'\n"
        "told = [json.load(urllib.request.urlopen(url + end)) for end in ('', '/clock')]\n"
        "print(json.dumps(told))"
    )
    options = ("--speed", "0", "--seed", "x", "--reviews", "instant", "--switch", "pace")
    ran = run(*EXEC, *options, "--", sys.executable, "-c", script, home=tmp_path)
    assert ran.code == 0, ran.err
    about, clock = json.loads(ran.out)
    assert about["seed"] == "x"
    assert clock["speed"] == 0


def test_an_option_of_serving_with_a_running_sandbox_is_an_error(
    sandbox_server: SandboxProcess, tmp_path: Path
) -> None:
    command = (*EXEC, "--url", sandbox_server.url, "--reviews", "instant", "--", "true")
    ran = run(*command, home=tmp_path)
    assert ran.code == 1
    assert ran.err.startswith("Options for a new sandbox have no effect on one that is already")


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
