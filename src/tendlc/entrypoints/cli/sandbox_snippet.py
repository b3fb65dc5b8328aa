"""`tendlc sandbox snippet`: prints how a program in some language is led to the sandbox.

The texts are in snippets.toml beside this file, runnable as they stand there.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from tendlc.entrypoints.cli.sandbox_exec import host_and_port
from tendlc.errors import ConfigurationError

_HOST, _PORT = "127.0.0.1", "4010"
_EXEC = "tendlc sandbox exec"
_UNTRIED = "This one is taken from the library's source and has not been run by our tests."


def languages() -> list[str]:
    """Return the languages that there are snippets for."""
    return list(_snippets())


def print_snippet(language: str, url: str) -> None:
    """Print the snippet of a language for a sandbox at `url`.

    Raises:
        ConfigurationError: there is none for it.
    """
    found = _snippets().get(language.lower())
    if not found:
        raise ConfigurationError(
            f"There is no snippet for {language}.",
            next_step=f"Choose one of: {', '.join(languages())}.",
        )
    host, port = host_and_port(url)
    text: str = found["text"].strip()
    text = text.replace(_PORT, str(port)).replace(_HOST, f"[{host}]" if ":" in host else host)
    if (host, str(port)) != (_HOST, _PORT):
        text = text.replace(_EXEC, f"{_EXEC} --url {url}")
    print(text)
    if not found["tried"]:
        mark = text[: text.index(" ")]
        print(f"{mark} {_UNTRIED}")


def _snippets() -> dict[str, Any]:
    text = files("tendlc.entrypoints.cli").joinpath("snippets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
