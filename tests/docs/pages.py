"""The pages of the documentation, as the tests read them.

Every Markdown file that is part of the project counts, so a new page is under the rules at once.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
_OURS = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "tests").rglob("README.md")]
PAGES = sorted(page for page in _OURS if "node_modules" not in page.parts)


def text(page: Path) -> str:
    """Return a page."""
    return page.read_text(encoding="utf-8")


def first_cells(page: Path) -> list[str]:
    """Return what stands in code marks in the first cell of each row of a page's tables."""
    return re.findall(r"^\| (?:&emsp;)*`([^`]+)` \|", text(page), re.MULTILINE)


def generate(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the documentation's generator as a process of its own."""
    return _run(sys.executable, "docs/generate.py", *arguments)


def tendlc(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in the project's folder, 80 columns wide."""
    return _run(str(Path(sys.executable).with_name("tendlc")), *arguments, **environment)


def _run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
