"""Which programs `tendlc sandbox exec` knows to lead to the sandbox; for others it warns.

Known are those that the tests run: Python, Node, Java and curl, by their own names or by the first
line of a script. Whatever else is named may open connections of its own to Twilio, or start
programs that do.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_PYTHON: Final = re.compile(r"python(\d(\.\d+)*)?t?")
_LED: Final = re.compile(r"node|nodejs|java|curl")
_STARTERS: Final = re.compile(
    r"(ba|da|z|k|fi)?sh|env|nice|nohup|time|timeout|xargs|make|npm|npx|npm-cli|npx-cli|yarn|pnpm"
)
_PYTHON_ALONE: Final = re.compile(r"-[a-zA-Z]*[IES]")
"""Options with which Python reads no PYTHONPATH, or no site."""

_CURL_ELSEWHERE: Final = re.compile(r"-x|--(noproxy|proxy|preproxy|socks)")
_LINE_LIMIT: Final = 256
_DEEPEST: Final = 4


def why_not_led(command: Sequence[str], search_path: str | None = None) -> str | None:
    """Return why a command may reach the real Twilio, as a sentence; None where it is led.

    Args:
        command: the program and its arguments.
        search_path: where programs are looked for; without it the PATH of this process.
    """
    name = Path(command[0]).name
    for _ in range(_DEEPEST):
        found = shutil.which(command[0], path=search_path)
        if found is None:
            return None  # it cannot be started, which is said elsewhere
        program = Path(found).resolve()
        if _is_starter(name) or _is_starter(program.stem):
            return (
                f"{name} starts other programs: any that is not Python, Node, Java or curl"
                " may reach the real Twilio."
            )
        interpreter = _interpreter(program)
        if interpreter is None:
            return _judged(name, program, command[1:])
        command = [*interpreter, str(program), *command[1:]]
    return _unknown(name)


def _is_starter(name: str) -> bool:
    return bool(_STARTERS.fullmatch(name))


def _judged(name: str, program: Path, arguments: Sequence[str]) -> str | None:
    real = program.name.removesuffix(".exe")
    if _PYTHON.fullmatch(real):
        options = _options(arguments)
        if any(_PYTHON_ALONE.match(each) for each in options):
            return (
                f"{name} with -I, -E or -S reads no PYTHONPATH: clients that ignore the proxy"
                " may reach the real Twilio."
            )
        return None
    if real == "curl" and any(_CURL_ELSEWHERE.match(each) for each in arguments):
        return f"{name} is given another proxy, or none: it may reach the real Twilio."
    return None if _LED.fullmatch(real) else _unknown(name)


def _unknown(name: str) -> str:
    return f"{name} is not known to use the sandbox: it may reach the real Twilio."


def _options(arguments: Sequence[str]) -> list[str]:
    """Return what stands before the script, -c or -m: the options of Python itself."""
    options: list[str] = []
    for each in arguments:
        if not each.startswith("-") or each.startswith(("-c", "-m", "--")) or each == "-":
            break
        options.append(each)
    return options


def _interpreter(program: Path) -> list[str] | None:
    """Return what the first line of a script names; None for what is no script."""
    try:
        with program.open("rb") as file:
            line = file.readline(_LINE_LIMIT)
    except OSError:
        return None
    words = line[2:].decode("utf-8", "replace").split() if line.startswith(b"#!") else []
    if words and Path(words[0]).name == "env":
        words = [each for each in words[1:] if each != "-S" and "=" not in each]
    return [*words] if words and os.fsencode(words[0]) else None
