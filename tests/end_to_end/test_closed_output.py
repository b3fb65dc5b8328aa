"""Output that nobody takes: a closed pipe, a full disk behind it, no output at all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.end_to_end.commands import EXAMPLES, SECONDS, Home

ACME = EXAMPLES / "acme.yaml"
BROKEN = EXAMPLES / "faulty" / "broken-structure.yaml"
AGAIN = "Next: Run the same command again: it goes on where it was.\n"


def _in_shell(home: Home, line: str) -> tuple[str, str]:
    """Run a line of the shell in which `tendlc` is the command; return what it printed."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home.path),
        "TENDLC_DATA": str(home.data),
    }
    ran = subprocess.run(
        ["bash", "-c", f'tendlc() {{ "{sys.executable}" -m tendlc "$@"; }}; {line}'],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.stdout, ran.stderr


@pytest.mark.parametrize("options", ["", "--json"])
def test_a_run_whose_reader_is_gone_says_that_it_stopped(options: str, home: Home) -> None:
    piped = f"tendlc onboard {ACME} --wait 0 {options} | true; echo ${{PIPESTATUS[0]}}"
    out, err = _in_shell(home, piped)
    assert out == "1\n"
    assert err == f"The command stopped: its output cannot be written (it was closed).\n{AGAIN}"
    assert home.run("onboard", ACME, "--data", home.data, "--json").code == 0, "nothing was lost"


@pytest.mark.parametrize("command", ["status", f"check {BROKEN}", f"check {BROKEN} --json"])
def test_a_command_that_only_tells_is_cut_short_in_silence(command: str, home: Home) -> None:
    assert _in_shell(home, f"tendlc {command} | true")[1] == ""


@pytest.mark.parametrize(
    "command", [f"onboard {ACME} --wait 0", f"check {BROKEN} --json", "onboard none.yaml --json"]
)
def test_a_full_disk_behind_the_output_is_named(command: str, home: Home) -> None:
    out, err = _in_shell(home, f"tendlc {command} > /dev/full; echo $? >&2")
    assert out == ""
    assert err.endswith(
        f"The command stopped: its output cannot be written (No space left on device).\n{AGAIN}1\n"
    )


def test_a_run_that_has_no_output_goes_on(home: Home) -> None:
    assert _in_shell(home, f"tendlc onboard {ACME} >&-; echo $? >&2")[1] == "0\n"
