"""What `exec` knows to lead, and what it warns of: judged by name, first line and options."""

from __future__ import annotations

from pathlib import Path

import pytest

from tendlc.entrypoints.cli.led_programs import why_not_led

UNKNOWN = "is not known to use the sandbox"
STARTS = "starts other programs"
ELSEWHERE = "another proxy"


@pytest.fixture
def programs(tmp_path: Path) -> str:
    """A folder of programs: binaries of several names, and scripts."""
    scripts = {
        "jest": "#!/usr/bin/env node",
        "tsx": "#!/usr/bin/env -S node --no-warnings",
        "pytest": f"#!{tmp_path}/python3",
        "alone": f"#!{tmp_path}/python3 -I",
        "run.sh": f"#!{tmp_path}/bash",
        "serve": "#!/usr/bin/env deno",
        "npm": "#!/usr/bin/env node",
    }
    for name in ("node", "python3", "python3.13t", "java", "curl", "bash", "bun", "deno", "app"):
        scripts[name] = "\x7fELF"
    for name, text in scripts.items():
        (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "masked").mkdir()
    (tmp_path / "masked" / "node").symlink_to(tmp_path / "bun")
    return f"{tmp_path}:/usr/bin"


@pytest.mark.parametrize(
    "command",
    [
        "node x.js",
        "java -jar x.jar",
        "curl -sS https://api.twilio.com",
        "python3 -u x.py -I",
        "python3 -m pytest -S",
        "python3.13t x.py",
        "jest -x",
        "tsx x.ts",
        "pytest -x",
    ],
)
def test_what_is_led(command: str, programs: str) -> None:
    assert why_not_led(command.split(), programs) is None


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("bun x.ts", UNKNOWN),
        ("deno run x.ts", UNKNOWN),
        ("app", UNKNOWN),
        ("serve", UNKNOWN),
        ("masked/node x.js", UNKNOWN),
        ("bash -c curl", STARTS),
        ("run.sh", STARTS),
        ("npm test", STARTS),
        ("python3 -I x.py", "-I, -E or -S"),
        ("python3 -uE x.py", "-I, -E or -S"),
        ("alone", "-I, -E or -S"),
        ("curl --noproxy * https://api.twilio.com", ELSEWHERE),
        ("curl -x http://proxy:3128 https://api.twilio.com", ELSEWHERE),
    ],
)
def test_what_may_reach_twilio(command: str, reason: str, programs: str, tmp_path: Path) -> None:
    program, *arguments = command.split()
    if "/" in program:
        program = str(tmp_path / program)
    assert reason in (why_not_led([program, *arguments], programs) or "")
