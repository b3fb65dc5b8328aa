"""Routing: a tree of path segments, built once from the list of operations.

A lookup takes as many steps as the path has segments, however many operations there are. In the
2010 API the last segment carries `.json`, which belongs to the segment before any SID is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tendlc.sandbox.operations import Operation
from tendlc.sandbox.refusal import Refusal, not_found


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    blanks: dict[str, tuple[str, _Node]] = field(default_factory=dict)
    """By what follows the brace in the segment: the name in the brace, and the next node."""
    operations: dict[str, Operation] = field(default_factory=dict)


class Router:
    """Finds the operation of a method and a path."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._roots: dict[str, _Node] = {}
        for operation in operations:
            self._add(operation)

    def find(self, product: str, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """Return the operation and what stood in its braces.

        Raises:
            Refusal: 20404 for an unknown path, 20004 for a method that the path does not have.
        """
        node = self._roots.get(product)
        values: dict[str, str] = {}
        for segment in path.split("/")[1:]:
            if node is None:
                break
            word = node.words.get(segment)
            node = word if word is not None else _fill(node, segment, values)
        if node is None or not node.operations:
            raise not_found(path)
        operation = node.operations.get(method)
        if operation is None:
            allowed = (("allow", ", ".join(node.operations)),)
            raise Refusal(20004, because=f"{path} has no {method}", headers=allowed)
        return operation, values

    def _add(self, operation: Operation) -> None:
        node = self._roots.setdefault(operation.product, _Node())
        for segment in operation.path.split("/")[1:]:
            if not segment.startswith("{"):
                node = node.words.setdefault(segment, _Node())
                continue
            name, _, suffix = segment[1:].partition("}")
            known, child = node.blanks.setdefault(suffix, (name, _Node()))
            if known != name:
                raise ValueError(f"{operation.path}: this place is called {known} elsewhere")
            node = child
        node.operations[operation.method] = operation


def _fill(node: _Node, segment: str, values: dict[str, str]) -> _Node | None:
    suffix = ".json" if segment.endswith(".json") and ".json" in node.blanks else ""
    blank = node.blanks.get(suffix)
    value = segment.removesuffix(suffix)
    if blank is None or not value:
        return None
    name, child = blank
    values[name] = value
    return child
