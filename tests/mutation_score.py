"""What `make mutate` found: a line a module, and the mistakes that no test noticed.

mutmut leaves one file a module with the exit code of the tests for each planted mistake. There is
no bound: the score is for people who change judgement.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

MUTANTS = Path("mutants")
KILLED, SURVIVED, UNTESTED, UNTRIED = "killed", "survived", "no test", "not tried"
_MEANINGS = {None: UNTRIED, 0: SURVIVED, 5: UNTESTED, 33: UNTESTED}
"""By mutmut's exit code; every other one means that the tests failed, crashed or hung."""


def findings(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each module with its mistakes by name, and what became of each."""
    for file in sorted(folder.rglob("*.py.meta")):
        codes = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            module = file.relative_to(folder).as_posix().removesuffix(".meta")
            yield module, {name: _MEANINGS.get(code, KILLED) for name, code in codes.items()}


def table(folder: Path) -> Iterator[str]:
    """Give the lines to print: modules, folders, survivors."""
    total: dict[str, Counter[str]] = {}
    survivors = []
    for module, results in findings(folder):
        counts = Counter(results.values())
        yield _line(module, counts)
        for place in (module.split("/")[2], "all"):
            total.setdefault(place, Counter()).update(counts)
        survivors += [f"  {name}: {what}" for name, what in results.items() if what in _LIVING]
    yield ""
    yield from (_line(place, counts) for place, counts in total.items())
    yield ""
    yield f"Survivors ({len(survivors)}); see one with: .venv/bin/mutmut show NAME"
    yield from survivors


_LIVING = (SURVIVED, UNTESTED)


def _line(name: str, counts: Counter[str]) -> str:
    tried = sum(counts.values()) - counts[UNTRIED]
    share = f"{counts[KILLED] / tried:6.1%}" if tried else "     -"
    told = ", ".join(f"{counts[kind]} {kind}" for kind in (KILLED, SURVIVED, UNTESTED, UNTRIED))
    return f"{name:58} {share}  {told}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in table(MUTANTS))
