"""Writes the parts of the documentation that can be read off the program.

    python docs/generate.py           write them anew
    python docs/generate.py --check   name the pages that lag behind, and end with 1
    python docs/generate.py --tour    also run the README's commands and copy what they print

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; all else is written
by hand and left alone. The tour holds SIDs and times of one real run, so it is written on request.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any

from tendlc.bootstrap import LIVE_INTERVAL_SECONDS
from tendlc.catalog import enumerations
from tendlc.catalog.use_cases import SOLE_PROPRIETOR, use_cases
from tendlc.domain.terms import Patience
from tendlc.entrypoints.cli.exits import code_of
from tendlc.entrypoints.cli.main import app, run
from tendlc.errors import TendlcError
from tendlc.settings import Settings, sandbox_terms

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "tendlc"
COLUMNS = "80"

_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_RUN = re.compile(r"(```console\n\$ (tendlc [^\n]+)\n).*?(```)", re.DOTALL)


def main(arguments: Sequence[str]) -> int:
    """Write or check all pages; return the exit code."""
    os.chdir(ROOT)
    if "--tour" in arguments:
        readme = ROOT / "README.md"
        readme.write_text(toured(readme.read_text(encoding="utf-8")), encoding="utf-8")
    late = [page for page in pages() if generated(page) != page.read_text(encoding="utf-8")]
    for page in late:
        sys.stdout.write(f"{page.relative_to(ROOT)}\n")
        if "--check" not in arguments:
            page.write_text(generated(page), encoding="utf-8")
    return 1 if late and "--check" in arguments else 0


def pages() -> list[Path]:
    """Return every page that has generated parts."""
    known = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in known if _PART.search(page.read_text(encoding="utf-8"))]


def generated(page: Path) -> str:
    """Return the page with its generated parts as they should be."""

    def part(found: re.Match[str]) -> str:
        return f"{found[1]}{PARTS[found[2]]()}\n{found[3]}"

    return _PART.sub(part, page.read_text(encoding="utf-8"))


def toured(readme: str) -> str:
    """Return the README with what its commands print now, run in order on an empty ledger."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TENDLC_DATA"] = folder

        def part(found: re.Match[str]) -> str:
            printed = terminal(*found[2].split()[1:]).replace(folder, "DATA")
            return f"{found[1]}{printed}{found[3]}"

        return _RUN.sub(part, readme)


def terminal(*arguments: str) -> str:
    """Run the command line in this process; return what it printed, both streams in order."""
    printed = io.StringIO()
    before = sys.argv
    os.environ["COLUMNS"] = COLUMNS
    sys.argv = ["tendlc", *arguments]
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            run()
    except SystemExit:
        pass  # every command ends so; its exit code is told beside the example
    finally:
        sys.argv = before
    return printed.getvalue()


def commands() -> list[str]:
    """Return the names of all commands, in the order in which the help lists them."""
    return [command.name or command.callback.__name__ for command in app.registered_commands]  # type: ignore[union-attr]


def help_of_commands() -> str:
    """Show what `--help` prints, for tendlc and each of its commands."""
    parts = [f"## tendlc\n\n```text\n{terminal('--help')}```"]
    for name in commands():
        parts.append(f"## tendlc {name}\n\n```text\n{terminal(name, '--help')}```")
    return "\n\n".join(["", *parts, ""])


def settings_table() -> str:
    """List every setting with its default and meaning."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{str(field.default).lower()}`"
        meaning = field.description or CREDENTIALS[name]
        rows.append((f"`{variable(name)}`", default, meaning))
    return table(("variable", "default", "meaning"), rows)


CREDENTIALS = {
    "twilio_account_sid": "The account that sends; needed for `--live`.",
    "twilio_auth_token": "The auth token of that account; needed for `--live`.",
}


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias) if alias else f"TENDLC_{name.upper()}"


def patience_table() -> str:
    """List the times that differ between Twilio and a sandbox."""
    live, sandbox = Patience(), sandbox_terms(Settings.model_construct()).patience
    rows = [
        (f"`{variable(f'{name}_seconds')}`", seconds(live, name), seconds(sandbox, name))
        for name in ("client_timeout", "send_window", "settling", "paid_settling", "first_look")
    ]
    rows.append((f"`{variable('request_interval_seconds')}`", f"{LIVE_INTERVAL_SECONDS:g}", "0"))
    return table(("variable", "at Twilio", "in a sandbox"), rows)


def seconds(patience: Patience, name: str) -> str:
    """Return one of the times in seconds."""
    length: timedelta = getattr(patience, name)
    return f"{length.total_seconds():g}"


def errors_table() -> str:
    """List the error tree: class, code, what is told, the exit code."""
    rows = [
        (
            f"{'&emsp;' * depth}`{kind.__name__}`",
            f"`{kind.code}`",
            kind().message,
            str(int(code_of(kind()))),
        )
        for depth, kind in tree_of(TendlcError)
    ]
    return table(("error", "code", "what it says", "exit code"), rows)


def tree_of(kind: type[TendlcError], depth: int = 0) -> Iterator[tuple[int, type[TendlcError]]]:
    """Walk the error tree from the top, with the depth of each class."""
    yield depth, kind
    for child in kind.__subclasses__():
        yield from tree_of(child, depth + 1)


def allowed_values() -> str:
    """List the values of every closed list in the customer document."""
    use_case_codes = [code for code in use_cases() if code != SOLE_PROPRIETOR]
    lists: dict[str, Sequence[str]] = {
        "business_information.business_identity": enumerations.BUSINESS_IDENTITIES,
        "business_information.business_type": enumerations.BUSINESS_TYPES,
        "business_information.business_industry": enumerations.BUSINESS_INDUSTRIES,
        "business_information.business_registration_identifier": (
            enumerations.REGISTRATION_IDENTIFIERS
        ),
        "business_information.business_regions_of_operation": enumerations.REGIONS_OF_OPERATION,
        "authorized_representatives[].job_position": enumerations.JOB_POSITIONS,
        "messaging_profile.company_type": enumerations.COMPANY_TYPES,
        "messaging_profile.stock_exchange": enumerations.STOCK_EXCHANGES,
        "campaign.us_app_to_person_usecase": use_case_codes,
    }
    return table(
        ("field", "values"),
        [(f"`{path}`", ", ".join(f"`{value}`" for value in lists[path])) for path in lists],
    )


def package_tree() -> str:
    """List every module of the package with the first sentence of its prose."""
    return "\n".join(_listed(PACKAGE, 0))


def _listed(folder: Path, depth: int) -> Iterator[str]:
    indent = "  " * depth
    name = f"src/{folder.name}" if depth == 0 else folder.name
    yield f"{indent}- **`{name}/`** {first_sentence(folder / '__init__.py')}"
    entries = sorted(folder.iterdir(), key=lambda entry: (entry.is_dir(), entry.name))
    for entry in entries:
        if entry.suffix == ".py" and entry.name != "__init__.py":
            yield f"{indent}  - `{entry.name}` {first_sentence(entry)}"
        elif (entry / "__init__.py").exists():
            yield from _listed(entry, depth + 1)


def first_sentence(module: Path) -> str:
    """Return the first sentence of a module's docstring."""
    text = module.read_text(encoding="utf-8").partition('"""')[2].partition('"""')[0]
    paragraph = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<=[.?])\s", paragraph)[0]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table as Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


PARTS: dict[str, Callable[[], Any]] = {
    "commands": help_of_commands,
    "settings": settings_table,
    "patience": patience_table,
    "errors": errors_table,
    "values": allowed_values,
    "tree": package_tree,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
