"""An order or codes file of ICD-10-CM, which has titles only, completed from a Tabular List.

Codes, titles and what is billable come from the file; chapters, blocks, hierarchy and notes from the Tabular List,
for the codes that it has too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from codequiz.releases.model import CodeEntry, Level


def with_tabular(entries: Iterable[CodeEntry], tabular: Iterable[CodeEntry], *, headers: bool) -> Iterator[CodeEntry]:
    """`entries` with what `tabular` knows of them, below its chapters and blocks.

    `headers` says that `entries` lack the codes that cannot be billed (a codes file), which then come from
    `tabular` too.
    """
    above: dict[str, CodeEntry] = {}
    known: dict[str, CodeEntry] = {}
    for entry in tabular:
        (above if entry.level in {Level.CHAPTER, Level.BLOCK} else known)[entry.code] = entry
    own = list(entries)
    codes = {entry.code for entry in own}
    emitted: set[str] = set()

    def ancestors(code: str) -> Iterator[CodeEntry]:
        head = above.get(code)
        if head is not None and code not in emitted:
            yield from ancestors(head.parent)
            emitted.add(code)
            yield head

    def missing_headers(code: str) -> Iterator[CodeEntry]:
        head = known.get(code)
        if head is None or code in codes:
            return
        yield from missing_headers(head.parent)
        yield from ancestors(head.parent)
        codes.add(code)
        yield replace(head, billable=False, level=Level.CATEGORY if len(code) == 3 else Level.SUBCATEGORY)

    for entry in own:
        source = known.get(entry.code)
        if source is None:
            parent = entry.parent or _block_of(entry.code, above)
            if headers and not entry.parent:
                parent = next(
                    (entry.code[:size] for size in range(len(entry.code) - 1, 2, -1) if entry.code[:size] in codes),
                    parent,
                )
            yield from ancestors(parent)
            yield replace(entry, parent=parent)
            continue
        if headers:
            yield from missing_headers(source.parent)
        yield from ancestors(source.parent)
        reachable = source.parent in codes or source.parent in emitted
        # Not `replace`, which takes three times as long, a hundred thousand times.
        yield CodeEntry(
            entry.system,
            entry.code,
            entry.title,
            billable=entry.billable,
            level=entry.level,
            parent=source.parent if reachable else entry.parent,
            extends=source.extends if source.extends in codes else "",
            notes=source.notes,
        )


def _block_of(code: str, above: dict[str, CodeEntry]) -> str:
    """The narrowest block whose range holds a category that the Tabular List does not know."""
    category = code[:3]
    holding = [
        (last, first)
        for block in above.values()
        if block.level is Level.BLOCK
        for first, _, last in [block.code.partition("-")]
        if first <= category <= last
    ]
    if not holding:
        return ""
    last, first = min(holding, key=lambda ends: (ends[0], [-ord(c) for c in ends[1]]))
    return f"{first}-{last}"


def with_other_names(entries: Iterable[CodeEntry], others: Iterable[Iterable[CodeEntry]]) -> Iterator[CodeEntry]:
    """`entries` with the titles that other files give the same codes as further names."""
    names: dict[str, list[str]] = {}
    for other in others:
        for entry in other:
            names.setdefault(entry.code, []).append(entry.title)
    for entry in entries:
        more = (name for name in names.get(entry.code, ()) if name.lower() != entry.title.lower())
        yield replace(entry, also=tuple(dict.fromkeys((*entry.also, *more))))
