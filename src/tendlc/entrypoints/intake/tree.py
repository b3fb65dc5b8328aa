"""Text of a customer document becomes plain values, each with the place where it stood.

YAML and JSON come the same way: the node tree of the YAML composer is read, nothing is constructed.
Every scalar is the text that was written; an unquoted null, ~ or nothing at all means "left out".
Anchors, aliases and tags have no place in a customer document and are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import yaml
from yaml.composer import ComposerError

from tendlc.errors import Fault, IntakeError

Path = tuple[str | int, ...]

_NOTHING: Final = ("", "~", "null")
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")
)
_MOST_PARTS: Final = 20_000
_HINTS: Final = (
    ("mapping values are not allowed", "a colon inside a text: put the text in quotes"),
    ("cannot start any token", "a character that cannot stand here: put the text in quotes"),
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

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.parts += 1
        if self.parts > _MOST_PARTS:
            raise ComposerError(problem="too many parts for a customer document")
        return super().compose_node(parent, index)


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A read document: its values, the place of each, and what was wrong with its structure."""

    data: dict[str, object]
    places: dict[Path, Place]
    faults: list[Fault]

    def place_of(self, path: Path) -> Place:
        """Return where this stands, or else the section that should hold it."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]


def read_tree(text: str) -> Tree:
    """Read one YAML or JSON document that is a mapping.

    Raises:
        IntakeError: it is empty, no YAML, nested too deeply, or not a mapping.
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
        if root is None:
            raise _broken("is empty", None)
        if not isinstance(root, yaml.MappingNode):
            kind = "a list" if isinstance(root, yaml.SequenceNode) else "a single text"
            raise _broken(f"is {kind}; a customer document is a set of named sections", root)
        return _Reader().read(root)
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

    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def read(self, root: yaml.MappingNode) -> Tree:
        self.places[()] = _place(root)
        return Tree(self._mapping(root, ()), self.places, self.faults)

    def _value(self, node: yaml.Node, path: Path) -> object:
        if node.tag not in _PLAIN_TAGS:
            self._fault(node, path, "has a tag (an exclamation mark); put the text in quotes")
        if not isinstance(node, yaml.ScalarNode) and id(node) in self.seen:
            self._fault(node, path, "repeats another part with *; write it out")
            return None
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
            name = self._whole(key, path)
            inner = (*path, name)
            if inner in self.places:
                first = self.places[inner].line
                self._fault(key, inner, f"is given twice; it stands in line {first} already")
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
        if node.style is None and node.value in _NOTHING:
            return None
        return self._whole(node, path)

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


def _safe(name: str) -> str:
    name = name if len(name) <= 60 else name[:60] + "…"
    return name if name and name.isprintable() else repr(name)


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _broken(sentence: str, node: yaml.Node | None) -> IntakeError:
    place = _place(node) if node is not None else Place(1, 1)
    return IntakeError(
        f"The document {sentence}.",
        faults=(Fault(field="document", message=sentence, line=place.line, column=place.column),),
    )


def _not_yaml(error: yaml.YAMLError, text: str) -> IntakeError:
    line, column, said = 1, 1, "it cannot be read"
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            line, column = mark.line + 1, mark.column + 1
        said = _hint(f"{error.context or ''} {error.problem or ''}")
    elif isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        said = "a control character stands in the text"
    sentence = f"is not valid YAML: {said}"
    return IntakeError(
        f"The document {sentence}.",
        faults=(Fault(field="document", message=sentence, line=line, column=column),),
    )


def _hint(problem: str) -> str:
    for part, hint in _HINTS:
        if part in problem:
            return hint
    return problem.strip() or "it cannot be read"
