"""The list of `tendlc status`: who was asked for, how many stand where, and a page of them.

It costs the same however many customers there are: no record is opened for it.
"""

from __future__ import annotations

import difflib
import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from rich.cells import cell_len, set_cell_size

from tendlc.app import CustomerRow, Filter, Page
from tendlc.domain.onboarding import Stage, Target
from tendlc.domain.tasks import Owner, TaskCode
from tendlc.entrypoints.cli.terminal import new_console
from tendlc.errors import BadFilter

if TYPE_CHECKING:
    from rich.console import Console

    from tendlc.app import Reader

ROWS_FOR_PEOPLE: Final = 50
ROWS_FOR_PROGRAMS: Final = 500
LONGEST_SEARCH: Final = 200
_WIDTH_WITH_NAMES: Final = 110
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE: Final = re.compile(r"(\d{1,4})([mhdw])")
_TWILIO_CODE: Final = re.compile(r"\d{4,6}")
_OWNERS: Final = {Owner.BUSINESS: "customer", Owner.ISV: "you", Owner.TWILIO_SUPPORT: "Support"}
_HEADS: Final = ("customer", "business", "stage", "for", "next")
_LONGEST: Final = {"customer": 24, "business": 32, "stage": 15, "for": 9, "next": 100}
"""The widths of the columns at a terminal."""
_REGISTERED: Final = """
registered: every step that Twilio shows is done. Carriers activate numbers in minutes to two
weeks, in some use cases later; Twilio's API does not show when. Send a test message first."""

Word = TypeVar("Word", Stage, Owner, TaskCode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the command line asks for, as it was typed."""

    stage: str | None = None
    owner: str | None = None
    code: str | None = None
    older: str | None = None
    search: str | None = None
    page: str | None = None

    def filter(self, now: datetime) -> Filter:
        """Return what is to be listed.

        Raises:
            BadFilter: one of the options holds what it cannot hold.
        """
        return Filter(
            stage=_word(self.stage, Stage, "--stage") if self.stage is not None else None,
            owner=_word(self.owner, Owner, "--owner") if self.owner is not None else None,
            **_code(self.code),
            older_than=now - _age(self.older) if self.older is not None else None,
            search=_search(self.search) if self.search is not None else "",
        )

    def options(self) -> str:
        """Write the filters as the options of a command line."""
        given = {
            "--stage": self.stage,
            "--owner": self.owner,
            "--code": self.code,
            "--older": self.older,
            "--search": self.search,
        }
        return "".join(f" {name} {shlex.quote(text)}" for name, text in given.items() if text)


def print_board(reader: Reader, asked: Question, data: str, *, as_json: bool) -> None:
    """Print counts and one page; `data` is the option of the data folder for the next command."""
    now = reader.now()
    wanted = asked.filter(now)
    page = reader.page(wanted, asked.page, ROWS_FOR_PROGRAMS if as_json else ROWS_FOR_PEOPLE)
    counts = reader.counts(wanted)
    if as_json:
        print(json.dumps(_as_data(page, counts), indent=2))
        return
    console = new_console()
    if not counts:
        told = "No customer fits." if asked.options() else "No customers yet."
        print(f"{told} Next: {_after_nothing(asked)}")
        return
    console.print(_counted(counts), soft_wrap=True)
    for target in dict.fromkeys(row.target for row in page.rows):
        console.print(f"\n{name_of(target)}", style="bold", soft_wrap=True)
        _print_rows(console, [row for row in page.rows if row.target == target], now)
    if page.next:
        command = f"tendlc status{asked.options()}{data} --page {page.next}"
        console.print(f"\nNext page: {command}", soft_wrap=True)
    elif Stage.REGISTERED in counts:
        console.print(_REGISTERED, soft_wrap=True)


def name_of(target: Target | None) -> str:
    """Name a target; two worlds of one account are told apart by the start of their ids."""
    if target is None:
        return "A target that this version does not know"
    if target.world_id is None:
        return f"Twilio, account {target.account_sid}"
    world, _, generation = target.world_id.partition(".")
    return f"Sandbox, account {target.account_sid}, world {world[:8]}.{generation}"


def _after_nothing(asked: Question) -> str:
    if asked.options():
        return "leave a filter out, or run `tendlc status` for all customers."
    return "run `tendlc onboard FILE`."


def _counted(counts: Mapping[Stage, int]) -> str:
    """Say how many there are and where they stand, in the order in which stages follow."""
    total = sum(counts.values())
    stages = ", ".join(f"{counts[stage]:,} {stage}" for stage in Stage if stage in counts)
    return f"{total:,} customer{'' if total == 1 else 's'}: {stages}"


def _print_rows(console: Console, rows: Sequence[CustomerRow], now: datetime) -> None:
    """Print a line a customer; at a terminal it ends at the edge, and long names are cut."""
    from rich.text import Text

    narrow = console.is_terminal
    cells = [_cells(row, now, named=console.width >= _WIDTH_WITH_NAMES) for row in rows]
    heads = _HEADS if console.width >= _WIDTH_WITH_NAMES else (_HEADS[0], *_HEADS[2:])
    widths = [
        min(max(map(cell_len, column)), _LONGEST[column[0]] if narrow else 100)
        for column in zip(heads, *cells, strict=True)
    ]
    options = {"no_wrap": True, "overflow": "ellipsis"} if narrow else {"soft_wrap": True}
    console.print(Text(_line(heads, widths), style="dim"), **options)
    for row, line in zip(rows, cells, strict=True):
        console.print(Text(_line(line, widths), style=_style(row, now)), **options)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Put cells under each other; the last one is as long as it is."""
    fitted = [_fitted(cell, width) for cell, width in zip(cells[:-1], widths, strict=False)]
    return "  ".join(["", *fitted, cells[-1]]).rstrip()


def _fitted(text: str, width: int) -> str:
    return set_cell_size(text if cell_len(text) <= width else f"{text[: width - 1]}…", width)


def _cells(row: CustomerRow, now: datetime, *, named: bool) -> tuple[str, ...]:
    late = " late" if _is_late(row, now) else ""
    since = f"{_span(now - row.stage_since)}{late}" if row.stage_since else ""
    return (row.key, *([row.name or ""] if named else []), str(row.stage), since, _next(row, now))


def _is_late(row: CustomerRow, now: datetime) -> bool:
    passing = row.stage not in (Stage.NEEDS_ACTION, Stage.REGISTERED)
    return passing and row.attention_at is not None and row.attention_at <= now


def _style(row: CustomerRow, now: datetime) -> str:
    if row.trouble or _is_late(row, now):
        return "red"
    return {Stage.NEEDS_ACTION: "yellow", Stage.REGISTERED: "green"}.get(row.stage, "")


def _next(row: CustomerRow, now: datetime) -> str:
    """Say what keeps a customer from going on, or when it is looked at next."""
    if row.hold:
        return f"on hold: {row.hold}"
    if row.trouble:
        return f"requests fail: {row.trouble.replace('_', ' ')}"
    if row.owner is not None:
        code = f"{row.twilio_code} " if row.twilio_code else ""
        more = f" and {row.tasks - 1} more" if row.tasks > 1 else ""
        return f"{_OWNERS[row.owner]}: {code}{(row.code or '').replace('_', ' ')}{more}"
    if row.due_at is None:
        return ""
    return "look is due" if row.due_at <= now else f"look in {_span(row.due_at - now)}"


def _span(length: timedelta) -> str:
    """Write a length of time in its largest unit, as `--older` reads it."""
    minutes = max(int(length.total_seconds()), 0) // 60
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"


def _as_data(page: Page, counts: Mapping[Stage, int]) -> dict[str, Any]:
    return {
        "counts": {str(stage): counts.get(stage, 0) for stage in Stage},
        "customers": [_row_data(row) for row in page.rows],
        "next": page.next,
    }


def _row_data(row: CustomerRow) -> dict[str, Any]:
    target = row.target
    kind = str(target.kind)
    return {
        "customer": row.key,
        "name": row.name,
        "target": {"kind": kind, "account_sid": target.account_sid, "world_id": target.world_id},
        "stage": str(row.stage),
        "stage_since": _time(row.stage_since),
        "attention_at": _time(row.attention_at),
        "owner": str(row.owner) if row.owner else None,
        "code": row.code,
        "twilio_code": row.twilio_code,
        "tasks": row.tasks,
        "due_at": _time(row.due_at),
        "account_sid": row.account_sid,
        "hold": row.hold,
        "trouble": row.trouble,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _word(text: str, words: type[Word], option: str) -> Word:
    """Read one word of a closed list; spaces, underscores and dashes are one."""
    known = {str(word).replace("_", " "): word for word in words}
    plain = re.sub(r"[\s_-]+", " ", text).strip().lower()
    if plain in known:
        return known[plain]
    raise _unknown(option, text, map(str, words))


def _code(text: str | None) -> dict[str, Any]:
    """Read a code: digits are one of Twilio's, words are a task's."""
    if text is None:
        return {}
    if _TWILIO_CODE.fullmatch(text):
        return {"twilio_code": int(text)}
    return {"code": str(_word(text, TaskCode, "--code"))}


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text.strip().lower())
    if found is None:
        raise _bad(
            "--older",
            f"--older must be a number with m, h, d or w behind it, not {_shown(text)}.",
            "Give an age such as 7d or 12h.",
        )
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _search(text: str) -> str:
    if len(text) > LONGEST_SEARCH:
        raise _bad(
            "--search",
            f"--search may hold {LONGEST_SEARCH} characters, not {len(text):,}.",
            "Give the beginnings of one or two words of the business's name.",
        )
    if not re.search(r"\w", text):
        raise _bad(
            "--search",
            f"--search needs a letter or a digit, which {_shown(text)} does not have.",
            "Give the beginnings of one or two words of the business's name.",
        )
    return text


def _unknown(option: str, text: str, known: Iterable[str]) -> BadFilter:
    """Suggest the nearest of the known values, or list them where none is near."""
    words = [*known]
    near = difflib.get_close_matches(text.lower()[:60], words, n=1)
    meant = f'Did you mean {option} "{near[0]}"?' if near else f"Use one of: {', '.join(words)}."
    return _bad(option, f"{_shown(text)} is not a value of {option}.", meant)


def _bad(option: str, sentence: str, next_step: str) -> BadFilter:
    return BadFilter(sentence, field=option, next_step=next_step)


def _shown(text: str) -> str:
    short = text if len(text) <= 40 else f"{text[:39]}…"
    return repr(short)
