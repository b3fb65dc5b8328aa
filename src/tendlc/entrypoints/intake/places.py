"""On which line of a customer file each field stands, for advice about a value that was sent.

Apart from reading a document: it judges nothing, and a file that cannot be read has no lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tendlc.entrypoints.intake.document import text_of_file
from tendlc.entrypoints.intake.tree import Tree, path_text, read_tree
from tendlc.errors import IntakeError


def read_lines(path: Path) -> dict[str, int]:
    """Return the line, from 1, of every field that the file writes, by the field's path."""
    try:
        tree = read_tree(text_of_file(path))
    except IntakeError:
        return {}
    return lines_of(tree)


def lines_of(tree: Tree) -> dict[str, int]:
    """Return the line, from 1, of everything in a tree, by its written path."""
    return {path_text(path): place.line for path, place in tree.places.items() if path}


def line_of(lines: Mapping[str, int], field: str) -> int | None:
    """Return the line of a field, or else of the section that should hold it."""
    while field:
        if field in lines:
            return lines[field]
        field = field[: max(field.rfind("."), field.rfind("["), 0)]
    return None
