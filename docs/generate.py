"""Writes the parts of the documentation that can be read off the program.

    python docs/generate.py           write them anew
    python docs/generate.py --tour    run the README's commands and copy what they print
    ... --check                       write nothing; show what lags behind, and end with 1

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; all else is written
by hand and left alone. The tour holds SIDs and times of one real run, so it is written on request,
and checked without them.
"""

from __future__ import annotations

import difflib
import io
import os
import re
import subprocess  # noqa: TID251 the tour is run as people run it
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any

from public_api import public_api
from typer import Typer

from tendlc.bootstrap import LIVE_INTERVAL_SECONDS
from tendlc.catalog import enumerations
from tendlc.catalog.error_codes import error_codes
from tendlc.catalog.facts import all_facts
from tendlc.catalog.timings import timings
from tendlc.catalog.use_cases import SOLE_PROPRIETOR, use_cases
from tendlc.domain.terms import Patience
from tendlc.entrypoints.cli.exits import code_of
from tendlc.entrypoints.cli.main import app, run
from tendlc.errors import TendlcError
from tendlc.rules.preflight.packs import PACKS
from tendlc.rules.preflight.rule import Rule
from tendlc.sandbox.behaviour import magic
from tendlc.sandbox.control.app import ROUTES as CONTROL_ROUTES
from tendlc.sandbox.control.worlds import SWITCHES
from tendlc.settings import Settings, sandbox_terms

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "tendlc"
COLUMNS = "80"

_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_CONSOLE = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)
_VARIES = (
    (r"\b[A-Z]{2}[0-9a-f]{32}\b", "SID"),
    (r"\b\d\d:\d\d:\d\d\b", "TIME"),
    (r"\bworld [0-9a-f]+\.\d+", "WORLD"),
    (r"\b\d+m\b", "AGE"),
    (r"\bTCR \w+", "TCR"),
    (r"\bscore \d+", "SCORE"),
    (r"\bAT&T .*", "LIMITS"),
    (r"\+1\d{10}\b", "NUMBER"),
    (r"\bexpected by [\d-]+", "DATE"),
    (r"(?m)^ +Review of .*\n", ""),
)
"""What differs from run to run, and the rhythm in which reviews happen to be seen."""


def main(arguments: Sequence[str]) -> int:
    """Write or check; return the exit code."""
    os.chdir(ROOT)
    checking = "--check" in arguments
    late = tour(hurry=checking) if "--tour" in arguments else lagging_pages()
    for page, text in late.items():
        if not checking:
            page.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)}\n")
            continue
        before, after = page.read_text(encoding="utf-8"), text
        if "--tour" in arguments:
            before, after = settled(before), settled(after)
        sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), after.splitlines(True)))
    return 1 if late and checking else 0


def lagging_pages() -> dict[Path, str]:
    """Return the pages whose generated parts lag behind, as they should be."""
    fresh = {page: generated(page) for page in pages()}
    return {page: text for page, text in fresh.items() if text != page.read_text(encoding="utf-8")}


def pages() -> list[Path]:
    """Return every page that has generated parts."""
    known = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in known if _PART.search(page.read_text(encoding="utf-8"))]


def generated(page: Path) -> str:
    """Return the page with its generated parts as they should be."""

    def part(found: re.Match[str]) -> str:
        return f"{found[1]}{PARTS[found[2]]()}\n{found[3]}"

    return _PART.sub(part, page.read_text(encoding="utf-8"))


def tour(*, hurry: bool) -> dict[Path, str]:
    """Return the README with what its commands print now; nothing where only chance differs.

    In a hurry the sandbox's clock runs so fast that no review needs to be waited for.
    """
    readme, speed = ROOT / "README.md", "400" if hurry else "20"
    before = readme.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")

        def part(found: re.Match[str]) -> str:
            commands = re.findall(r"^\$ (.+)$", found[2], re.MULTILINE)
            shown = "".join(f"$ {line}\n{shell(line, folder, speed)}" for line in commands)
            return f"{found[1]}{shown}{found[3]}"

        after = _CONSOLE.sub(part, before)
    return {} if settled(before) == settled(after) else {readme: after}


def shell(command: str, folder: Path, speed: str) -> str:
    """Run one line in a folder, with a ledger in it; return what it printed on both streams."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TENDLC_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": COLUMNS,
        "TENDLC_DATA": str(folder / "data"),
        "TENDLC_SANDBOX_SPEED": speed,
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def settled(text: str) -> str:
    """Set equal what differs from run to run."""
    for pattern, same in _VARIES:
        text = re.sub(pattern, same, text)
    return text


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
    """Return all commands, in the order in which the help lists them; a group before its own."""
    return list(_named(app, ""))


def _named(group: Typer, before: str) -> Iterator[str]:
    for command in group.registered_commands:
        yield before + (command.name or command.callback.__name__)  # type: ignore[union-attr]
    for inner in group.registered_groups:
        yield f"{before}{inner.name}"
        if inner.typer_instance:
            yield from _named(inner.typer_instance, f"{before}{inner.name} ")


def help_of_commands() -> str:
    """Show what `--help` prints, for tendlc and each of its commands."""
    parts = [f"## tendlc\n\n```text\n{terminal('--help')}```"]
    for name in commands():
        parts.append(f"## tendlc {name}\n\n```text\n{terminal(*name.split(), '--help')}```")
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
    "twilio_region": "Region of Twilio, such as `us1`; for `--live` without a gateway only.",
    "twilio_edge": "Edge of Twilio, such as `ashburn`; for `--live` without a gateway only.",
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


def certainty_table() -> str:
    """List the facts of the catalog that were seen or guessed, not published."""
    rows = [
        (f"`{fact.id}`", fact.certainty, fact.note or fact.source)
        for fact in all_facts().values()
        if fact.certainty in ("seen", "guess")
    ]
    return table(("row", "certainty", "note"), rows)


def fidelity_table() -> str:
    """List what the sandbox does that Twilio has not published: operations first, then rules."""
    text = (PACKAGE / "sandbox" / "control" / "fidelity.toml").read_text(encoding="utf-8")
    ledger = tomllib.loads(text)
    rows = [
        (f"{entry['product']} `{entry['path']}`", entry["certainty"], entry.get("note", ""))
        for entry in ledger["operations"]
    ]
    rows += [(entry["says"], entry["certainty"], entry["source"]) for entry in ledger["rules"]]
    unsure = [row for row in rows if row[1] in ("seen", "guess")]
    return table(("what the sandbox does", "certainty", "from where"), unsure)


def control_table() -> str:
    """List every request that control understands."""
    rows = [
        (f"`{method} {path}`", docstring(function)) for method, path, function in CONTROL_ROUTES
    ]
    return table(("request", "what it does"), rows)


def docstring(function: Callable[..., Any]) -> str:
    """Return the docstring of a function as one line."""
    return " ".join((function.__doc__ or "").split())


def switches_table() -> str:
    """List the switches of a world."""
    return table(("switch", "what it does"), [(f"`{key}`", does) for key, does in SWITCHES.items()])


def reviews_table() -> str:
    """List the reviews with the time they take in the sandbox and at Twilio."""
    rows = [
        (f"`{name}`", timing.transition, str(timing.sandbox_seconds), timing.real)
        for name, timing in timings().items()
    ]
    return table(("review", "transition", "seconds in the sandbox", "at Twilio"), rows)


def magic_words_table() -> str:
    """List the words that a magic value may hold."""
    rows = [(f"`[sandbox:{word}]`", does) for word, does in magic.WORDS.items()]
    rows.append(("`[sandbox:score-12]`", "brand: the score, from 0 to 100"))
    return table(("magic value", "what it does"), rows)


def magic_codes_table() -> str:
    """List the codes that a magic value may hold, with the resource whose texts are read for it."""
    readers = {
        "customer profile, trust product": magic.bundle_codes(),
        "brand": magic.brand_codes(),
        "campaign": magic.campaign_codes(),
        "phone number": magic.number_codes(),
    }
    known = error_codes()
    rows = [
        (
            f"`{code}`",
            ", ".join(kind for kind, own in readers.items() if code in own),
            known[code].meaning,
        )
        for code in sorted(set().union(*readers.values()))
    ]
    return table(("code", "read in the texts of", "meaning"), rows)


def rules_table() -> str:
    """List the rules that look a customer document over."""
    rows = []
    for pack in PACKS:
        module = sys.modules[pack[0].__module__]
        for rule in vars(module).values():
            if isinstance(rule, Rule):
                codes = ", ".join(map(str, rule.codes))
                rows.append((f"`{rule.id}`", codes, "yes" if rule.sure else "no", rule.source))
    return table(("rule", "codes", "sure", "source"), rows)


def web_service() -> str:
    """Show the example of a web service."""
    code = (ROOT / "examples" / "web_service.py").read_text(encoding="utf-8")
    return f"```python\n{code}```"


PARTS: dict[str, Callable[[], Any]] = {
    "commands": help_of_commands,
    "settings": settings_table,
    "patience": patience_table,
    "errors": errors_table,
    "values": allowed_values,
    "rules": rules_table,
    "tree": package_tree,
    "facts": certainty_table,
    "fidelity": fidelity_table,
    "control": control_table,
    "switches": switches_table,
    "reviews": reviews_table,
    "magic_words": magic_words_table,
    "magic_codes": magic_codes_table,
    "public_api": public_api,
    "web_service": web_service,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
