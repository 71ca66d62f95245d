"""The Alphabetic Index as a tree, and where its `see` and `see also` lead.

A reference names a main term and subterms, separated by commas (`Neoplasm, breast, benign`); some name no place that
can be found by program (`Fracture, by site`, `condition`) and stay words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from codequiz.releases.model import IndexTerm

_MOST_HOPS: Final = 5
_NOISE: Final = re.compile(r"\([^()]*\)|\b(?:nec|nos)\b|[^a-z0-9,' -]", re.IGNORECASE)
_JOINING: Final = frozenset({"with", "with or without", "in", "due to", "in due to", "due to or associated with"})
# How an index names the columns of the Table of Neoplasms, in the words of its headings.
_BEHAVIOURS: Final = {
    "malignant": "malignant primary", "malignant, primary": "malignant primary", "primary": "malignant primary",
    "malignant, secondary": "malignant secondary", "secondary": "malignant secondary",
    "malignant, in situ": "ca in situ", "in situ": "ca in situ", "benign": "benign",
    "uncertain behavior": "uncertain behavior", "unspecified behavior": "unspecified behavior",
}  # fmt: skip


@dataclass(slots=True)
class Node:
    """A term in its place."""

    id: int
    term: IndexTerm
    parent: "Node | None"
    children: list["Node"] = field(default_factory=list)

    @property
    def path(self) -> tuple["Node", ...]:
        """The main term down to this one."""
        above: list[Node] = [self]
        while (parent := above[-1].parent) is not None:
            above.append(parent)
        return tuple(reversed(above))


def tree(terms: Iterable[IndexTerm]) -> list[Node]:
    """The terms as nodes, in their order, each below the last one that is less deep."""
    nodes: list[Node] = []
    open_: list[Node] = []
    for term in terms:
        while open_ and open_[-1].term.depth >= term.depth:
            open_.pop()
        parent = open_[-1] if open_ else None
        node = Node(len(nodes), term, parent)
        if parent is not None:
            parent.children.append(node)
        nodes.append(node)
        open_.append(node)
    return nodes


@lru_cache(maxsize=1 << 14)
def key(text: str) -> str:
    """A title or reference, evened out for comparison."""
    return re.sub(r" *, *", ", ", " ".join(_NOISE.sub(" ", text.lower()).split())).strip(" ,-")


class CrossReferences:
    """Finds the places that references name, in one index and the tables printed with it."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._mains: dict[str, list[Node]] = {}
        self._below: dict[int, dict[str, list[Node]]] = {}
        for node in nodes:
            if node.parent is None:
                for name in _names(node):
                    self._mains.setdefault(name, []).append(node)

    def codes(self, node: Node) -> tuple[str, ...]:
        """The codes a term leads to: its own, else those of what it refers to."""
        return tuple(dict.fromkeys(self._codes(node, _MOST_HOPS)))

    def _codes(self, node: Node, hops: int) -> Iterator[str]:
        if node.term.code:
            yield node.term.code
            return
        for reference in filter(None, (node.term.see, node.term.see_also)):
            yield from self._referred(reference, hops)

    def _referred(self, reference: str, hops: int) -> Iterator[str]:
        place = self._place(reference) if hops else None
        if place is None:
            return
        node, rest = place
        if node.term.cells:
            column = _BEHAVIOURS.get(rest or "malignant") if _is_neoplasm(node) else None
            yield from (code for name, code in node.term.cells if name.lower() == column)
        elif not rest:
            yield from self._codes(node, hops - 1)

    def _place(self, reference: str) -> tuple[Node, str] | None:
        """The deepest term that a reference reaches and the part of it that is left, if only a column can be left."""
        parts = [part for part in key(reference).split(", ") if part]
        best: tuple[Node, str] | None = None
        for size in range(len(parts), 0, -1):
            for main in self._mains.get(", ".join(parts[:size]), ()):
                node, rest = self._descend(main, parts[size:])
                if not rest:
                    return node, ""
                if best is None and _is_neoplasm(node) and ", ".join(rest) in _BEHAVIOURS:
                    best = node, ", ".join(rest)
        return best

    def _descend(self, node: Node, parts: list[str]) -> tuple[Node, list[str]]:
        for size in range(len(parts), 0, -1):
            for child in self._children(node).get(", ".join(parts[:size]), ()):
                return self._descend(child, parts[size:])
        return node, parts

    def _children(self, node: Node) -> dict[str, list[Node]]:
        known = self._below.get(node.id)
        if known is None:
            known = self._below[node.id] = {}
            for child in node.children:
                for name in _names(child):
                    known.setdefault(name, []).append(child)
            # References leave out the words that only join: "Diabetes, neuropathy" stands below "with".
            for child in node.children:
                if key(child.term.title) in _JOINING:
                    for name, found in self._children(child).items():
                        known.setdefault(name, []).extend(found)
        return known


def _names(node: Node) -> tuple[str, ...]:
    """What a reference may call a term: its title, or one of the words that the title gives to choose from."""
    whole = key(node.term.title)
    return tuple(dict.fromkeys((whole, *whole.split(", "))))


def _is_neoplasm(node: Node) -> bool:
    return bool(node.term.cells) and node.path[0].term.title.lower().startswith("neoplasm")
