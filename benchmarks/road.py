"""The road of a customer through the code: files passed, changes of file, commits.

    python benchmarks/road.py              the figures
    python benchmarks/road.py --files      with each file in the order in which it is first entered

The command runs against a sandbox, by a profile hook, from the YAML of examples/acme.yaml to its
first POST. A file counts once a function of it is called; what runs only while a module is imported
does not count. A change of file is a call into another file than the call before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from measuring import Row, Sample, Section, Wanted
from servers import ROOT, sandbox

_MOST_SECONDS = 120
_FIRST_POST = ("trusthub.py", "create_bundle")
FILES, CHANGES, COMMITS = 45, 200, 38
"""What is to be reached."""


@dataclass(frozen=True, slots=True)
class Road:
    """What was passed on the way: files in their order, calls of ours, changes of file."""

    files: tuple[str, ...]
    calls: int
    changes: int


def measure(folder: Path) -> Section:
    """Measure the road to the first POST, and the commits of a customer that all goes well with."""
    road = trace(folder)
    saves = commits()
    return Section(
        "G. The road of one customer through the code",
        (
            _row("files, from YAML to the first POST", len(road.files), FILES),
            _row("changes of file, from YAML to the first POST", road.changes, CHANGES),
            _row("commits of a happy customer", saves, COMMITS),
        ),
    )


def _row(what: str, count: int, most: int) -> Row:
    wanted = Wanted(f"<= {most}", lambda value: value <= most)
    return Row(what, "", Sample.of([count]), wanted=wanted)


def trace(folder: Path) -> Road:
    """Run `tendlc onboard` under the hook, up to its first POST."""
    own = {n: v for n, v in os.environ.items() if not n.startswith(("TENDLC_", "TWILIO_"))}
    with sandbox(folder / "sandbox") as server:
        command = ["onboard", "examples/acme.yaml", "--target", server.url]
        done = subprocess.run(
            [sys.executable, __file__, "--traced", *command, "--data", str(folder / "ledger")],
            cwd=ROOT,
            env=own,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_MOST_SECONDS,
        )
    told = json.loads(done.stderr.splitlines()[-1])
    return Road(tuple(told["files"]), told["calls"], told["changes"])


def commits() -> int:
    """Count what the in-memory ledger of the property tests is told to commit for one customer."""
    sys.path.insert(0, str(ROOT))
    from tests import cast
    from tests.property.test_plan_ends import Life

    life = Life(cast.acme(), [], [], wait_for_approval=True)
    store = life.engine.store
    counted = 0

    def counting(write: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal counted
            counted += 1
            return write(*arguments, **named)

        return call

    for name in ("add", "save"):
        setattr(store, name, counting(getattr(store, name)))
    life.play()
    return counted


class _Hook:
    """Notes each call of a function of tendlc; ends the process at the first POST."""

    def __init__(self, package: Path) -> None:
        self._package = f"{package}{os.sep}"
        self._files: dict[str, None] = {}
        self._calls = self._changes = 0
        self._last = ""

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(self._package):
            return
        if code.co_name.startswith("<") or _while_importing(frame):
            return
        file = code.co_filename.removeprefix(self._package)
        self._calls += 1
        self._changes += file != self._last
        self._files[file] = None
        self._last = file
        if (Path(file).name, code.co_name) == _FIRST_POST:
            self._tell()

    def _tell(self) -> None:
        sys.setprofile(None)
        told = {"files": [*self._files], "calls": self._calls, "changes": self._changes}
        sys.stdout.flush()
        print(f"\n{json.dumps(told)}", file=sys.stderr, flush=True)
        os._exit(0)


def _while_importing(frame: FrameType) -> bool:
    return any(one.f_code.co_name == "<module>" for one in _callers(frame) if one.f_back)


def _callers(frame: FrameType) -> Iterator[FrameType]:
    above = frame.f_back
    while above is not None:
        yield above
        above = above.f_back


def _run_traced(arguments: list[str]) -> None:
    import tendlc
    from tendlc.__main__ import main

    sys.argv = ["tendlc", *arguments]
    sys.setprofile(_Hook(Path(tendlc.__file__).parent))
    main()


def main() -> None:
    if sys.argv[1:2] == ["--traced"]:
        _run_traced(sys.argv[2:])
        return
    with tempfile.TemporaryDirectory(prefix="tendlc-road-") as name:
        road = trace(Path(name))
    if "--files" in sys.argv:
        print("\n".join(road.files))
    print(f"{len(road.files)} files, {road.calls} calls, {road.changes} changes of file")
    print(f"{commits()} commits")


if __name__ == "__main__":
    main()
