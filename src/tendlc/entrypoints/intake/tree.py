"""Text of a customer document becomes plain values, each with the place where it stood.

YAML and JSON come the same way: the node tree of the YAML composer is read, nothing is constructed.
Every scalar is the text that was written; an unquoted null, ~ or nothing at all means "left out".
What YAML would leave out of a value is kept beside it, for whoever knows the field to judge.
Anchors, aliases and tags have no place in a customer document and are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import yaml
from yaml.composer import ComposerError

from tendlc.domain.findings import Finding, Severity
from tendlc.entrypoints.intake.scalars import named, pasted_in, put_right, straightened
from tendlc.errors import Fault, IntakeError

Path = tuple[str | int, ...]

_NOTHING: Final = ("", "~", "null")
_QUOTES: Final = ("'", '"')
_MOST_PARTS: Final = 20_000
_COMMENT: Final = re.compile(r"[ \t]+#")
_HINTS: Final = (
    ("mapping values are not allowed", "a colon inside a text: put the text in quotes"),
    ("cannot start any token", "a character that cannot stand here: put the text in quotes"),
    ("unknown escape character", r"a \ inside double quotes: write \\, or use single quotes"),
    ("'<stream end>'", "a bracket that is never closed, or closed behind ` #`, as a comment"),
    ("expected ',' or", "a list or section in brackets is not closed: put texts in it in quotes"),
    ("expected a single document", "a second document: only one is allowed in a file"),
    ("undefined alias", "a * at the beginning of a text: put the text in quotes"),
    ("expected <block end>", "the indentation does not fit the lines before"),
    ("could not find expected ':'", "a name without a colon after it"),
    ("while scanning a quoted scalar", "a quotation mark that is never closed"),
    ("unexpected end of stream", "a quotation mark that is never closed"),
)


class _Loader(yaml.BaseLoader):
    """Composes nodes, and gives up on a document that would take long for nothing."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.parts = 0
        self.anchored: set[int] = set()
        self.tagged: set[int] = set()

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.parts += 1
        if self.parts > _MOST_PARTS:
            raise ComposerError(problem="too many parts for a customer document")
        event = self.peek_event()  # type: ignore[no-untyped-call]
        node = super().compose_node(parent, index)
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self.anchored.add(id(node))
        if getattr(event, "tag", None) is not None:
            self.tagged.add(id(node))
        return node


@dataclass(frozen=True, slots=True)
class Position:
    """A line and a column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A read document: its values, the place of each, and what was wrong with its structure.

    `cut` has the unquoted values behind which a comment stands, with all that is on the line;
    `notes` say what was put right in a value.
    """

    data: dict[str, object]
    places: dict[Path, Position]
    faults: list[Fault]
    cut: dict[Path, str]
    notes: list[Finding]

    def place_of(self, path: Path) -> Position:
        """Return where this stands, or else the section that should hold it."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]


def read_tree(text: str) -> Tree:
    """Read one YAML or JSON document that is a mapping.

    Raises:
        IntakeError: it is empty, no YAML, nested too deeply, or not a mapping.
    """
    text, changed = straightened(text)
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            raise _broken("is empty", None)
        if not isinstance(root, yaml.MappingNode):
            kind = "a list" if isinstance(root, yaml.SequenceNode) else "a single text"
            raise _broken(f"is {kind}; a customer document is a set of named sections", root)
        reader = _Reader(text, loader.anchored, loader.tagged)
        for line, sentence in changed:
            reader.note((), line, sentence)
        return reader.read(root)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text) from None
    except RecursionError:
        raise _broken("is nested too deeply for a customer document", None) from None
    except (ValueError, OverflowError):
        raise _broken("is not valid YAML: it holds a character that does not exist", None) from None


def path_text(path: Path) -> str:
    """Write a path as people do: `campaign.message_samples[1]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + _safe(part)
    return text


@dataclass(slots=True)
class _Reader:
    """Walks the nodes of one document and keeps what it finds."""

    text: str
    anchored: set[int]
    tagged: set[int]
    places: dict[Path, Position] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    cut: dict[Path, str] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def read(self, root: yaml.MappingNode) -> Tree:
        self.places[()] = _place(root)
        data = self._mapping(root, ())
        return Tree(data, self.places, self.faults, self.cut, self.notes)

    def _value(self, node: yaml.Node, path: Path) -> object:
        if id(node) in self.tagged:
            self._fault(node, path, "has a tag (an exclamation mark); put the text in quotes")
        if id(node) in self.seen and (
            not isinstance(node, yaml.ScalarNode) or id(node) in self.anchored
        ):
            self._fault(node, path, "repeats another part with *; write it out")
            return None
        if id(node) in self.anchored:
            self._fault(node, path, "begins with & as a mark of YAML; put the text in quotes")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, path)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        return None

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        self.seen.add(id(node))
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, path, "has a list or a section where a name is expected")
                continue
            name = _ordinary(self._whole(key, path))[0].strip()
            inner = (*path, name)
            if inner in self.places:
                first = self.places[inner].line
                self._fault(key, inner, f"is given twice; it is already in line {first}")
                continue
            self.places[inner] = _place(key)
            content = self._value(value, inner)
            if content is not None:
                found[name] = content
        return found

    def _sequence(self, node: yaml.SequenceNode, path: Path) -> list[object]:
        found: list[object] = []
        for index, item in enumerate(node.value):
            self.places[(*path, index)] = _place(item)
            found.append(self._value(item, (*path, index)))
        return found

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> str | None:
        if node.style is None:
            self._keep_cut(node, path)
            if node.value in _NOTHING:
                return None
        text = self._whole(node, path)
        ordinary, said = _ordinary(text)
        if node.style in _QUOTES and ordinary != ordinary.strip():
            said = (*said, "has spaces or line breaks at an end; they were left out")
        for sentence in said:
            self.note(path, _place(node).line, sentence)
        return ordinary.strip()

    def _keep_cut(self, node: yaml.ScalarNode, path: Path) -> None:
        """Keep a plain value together with the comment behind it, where there is one.

        YAML takes ` #` and all that follows on the line for a comment, whatever was meant.
        """
        start, end = node.start_mark.index, node.end_mark.index
        if _COMMENT.match(self.text, end) is None:
            return
        stop = self.text.find("\n", end)
        self.cut[path] = self.text[start : stop if stop >= 0 else len(self.text)].strip()

    def _whole(self, node: yaml.ScalarNode, path: Path) -> str:
        """Join the two halves in which JSON writes a rare character."""
        text = str(node.value)
        if text.isascii():
            return text
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._fault(node, path, "holds half a character (a lone surrogate)")
            return "\N{REPLACEMENT CHARACTER}"

    def note(self, path: Path, line: int, message: str) -> None:
        """Keep a sentence about what was put right."""
        self.notes.append(
            Finding(
                rule="put-right",
                severity=Severity.NOTE,
                field=path_text(path) or "document",
                line=line,
                message=message,
            )
        )

    def _fault(self, node: yaml.Node, path: Path, message: str) -> None:
        place = _place(node)
        self.faults.append(
            Fault(
                field=path_text(path) or "document",
                message=message,
                line=place.line,
                column=place.column,
            )
        )


def _ordinary(text: str) -> tuple[str, tuple[str, ...]]:
    """Put right what pasting left in a text; most texts hold nothing that could be."""
    return (text, ()) if text.isascii() and text.isprintable() else put_right(text)


def _safe(name: str) -> str:
    name = name if len(name) <= 60 else name[:60] + "…"
    return name if name and name.isprintable() else repr(name)


def _place(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _broken(sentence: str, node: yaml.Node | None) -> IntakeError:
    place = _place(node) if node is not None else Position(1, 1)
    return IntakeError(
        f"The document {sentence}.",
        faults=(Fault(field="document", message=sentence, line=place.line, column=place.column),),
    )


def _not_yaml(error: yaml.YAMLError, text: str) -> IntakeError:
    line, column, said = 1, 1, "it cannot be read"
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        said = _hint(f"{error.context or ''} {error.problem or ''}")
        if mark is not None:
            line, column = mark.line + 1, mark.column + 1
            said = _behind_a_mark(text, mark) or said
            said += _pasted(text, error.context_mark or mark, mark)
    elif isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        character = named(chr(error.character))
        said = f"a {character} is in the text, in column {column}: delete it"
    sentence = f"is not valid YAML: {said}"
    return IntakeError(
        f"The document {sentence}.",
        faults=(Fault(field="document", message=sentence, line=line, column=column),),
    )


def _behind_a_mark(text: str, mark: yaml.Mark) -> str | None:
    """Explain text that follows a closing quotation mark or bracket on its line."""
    before = text[text.rfind("\n", 0, mark.index) + 1 : mark.index].rstrip(" ")
    if before.endswith(("'", '"')):
        return "text behind a closing quotation mark: put the whole text in quotes of one kind"
    if before.endswith(("]", "}")):
        return "text behind a closing bracket: put the whole text in quotes"
    return None


def _pasted(text: str, first: yaml.Mark, last: yaml.Mark) -> str:
    """Name a character that nobody sees, where one stands in the lines that cannot be read."""
    lines = text.split("\n")
    for number in range(first.line, last.line + 1):
        for column, character in pasted_in(lines[number] if number < len(lines) else ""):
            return f"; line {number + 1} holds a {character} in column {column}: type a space there"
    return ""


def _hint(problem: str) -> str:
    for part, hint in _HINTS:
        if part in problem:
            return hint
    return problem.strip() or "it cannot be read"
