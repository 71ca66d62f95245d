"""Check made questions by code that shares nothing with what made them.

    python benchmarks/generated.py [--each 1000] [--first-seed 0] [--show-failures 20]

The answers are derived again from the published Tabular List (XML) and from the project's CSV files, read here with
the standard library alone: no index, no CodeBook, no word stems of the program. Only the questions come from it.
Exit code 1 when any question fails.
"""

import argparse
import csv
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from codequiz.cli.indexing import open_codes
from codequiz.codeview import CodeView
from codequiz.generate import KINDS, generate
from codequiz.questions import Question

ROOT = Path(__file__).parent.parent
LETTERS = "ABCD"


def squeeze(text: str | None) -> str:
    return " ".join((text or "").split())


class Diagnosis:
    """One `diag` of the XML, or what a 7th character makes of one."""

    def __init__(self, code: str, title: str, parent: "Diagnosis | None", chapter: str, block: str) -> None:
        self.code, self.title, self.parent, self.chapter, self.block = code, title, parent, chapter, block
        self.children: list[Diagnosis] = []
        self.extensions: dict[str, str] = {}
        self.inclusion: list[str] = []
        self.notes: dict[str, list[str]] = {}
        self.base: Diagnosis | None = None

    @property
    def complete(self) -> bool:
        return not self.children and not self.extensions

    def line(self) -> Iterator["Diagnosis"]:
        at: Diagnosis | None = self
        while at is not None:
            yield at
            at = at.parent


class Tabular:
    """The Tabular List, read again from its XML."""

    def __init__(self, path: Path) -> None:
        self.codes: dict[str, Diagnosis] = {}
        self.block_notes: dict[str, dict[str, list[str]]] = {}
        self.chapter_notes: dict[str, dict[str, list[str]]] = {}
        self.chapters: dict[str, str] = {}
        self.blocks: dict[str, str] = {}
        for chapter in ET.parse(path).getroot().iterfind("chapter"):  # noqa: S314 - a file of an installed package
            number = squeeze(chapter.findtext("name"))
            self.chapters[number] = squeeze(chapter.findtext("desc"))
            self.chapter_notes[number] = notes_of(chapter)
            for section in chapter.iterfind("section"):
                name = section.get("id", "")
                self.blocks[name] = squeeze(section.findtext("desc"))
                self.block_notes[name] = notes_of(section)
                for diag in section.iterfind("diag"):
                    self.read(diag, None, number, name, {})
        self.by_word: dict[str, set[str]] = defaultdict(set)
        self.wordings: dict[str, list[frozenset[str]]] = {}
        for code, entry in self.codes.items():
            if entry.base is None:
                self.wordings[code] = [words(text) for text in (entry.title, *entry.inclusion)]
                for wording in self.wordings[code]:
                    for word in wording:
                        self.by_word[word].add(code)

    def read(
        self, diag: ET.Element, parent: Diagnosis | None, chapter: str, block: str, extensions: dict[str, str]
    ) -> None:
        code = squeeze(diag.findtext("name"))
        entry = Diagnosis(code, squeeze(diag.findtext("desc")), parent, chapter, block)
        self.codes[code] = entry
        if parent:
            parent.children.append(entry)
        entry.inclusion = [squeeze("".join(note.itertext())) for note in diag.iterfind("inclusionTerm/note")]
        entry.notes = notes_of(diag)
        own = {e.get("char", ""): squeeze(e.text) for e in diag.iterfind("sevenChrDef/extension")}
        extensions = own or extensions
        children = diag.findall("diag")
        for child in children:
            self.read(child, entry, chapter, block, extensions)
        if not children and extensions:
            entry.extensions = dict(extensions)
            plain = code.replace(".", "").ljust(6, "X")
            for char, meaning in extensions.items():
                longer = f"{plain[:3]}.{plain[3:]}{char}"
                made = Diagnosis(longer, f"{entry.title}, {meaning}", entry, chapter, block)
                made.base = entry
                self.codes[longer] = made

    def holders(self, text: str) -> set[str]:
        """Codes with a title or inclusion term that holds every word of `text` and does not deny some of it."""
        wanted = words(text)
        sets = [self.by_word.get(word, set()) for word in wanted]
        near = set.intersection(*sets) if sets else set()
        return {code for code in near if any(covers(wording, wanted) for wording in self.wordings[code])}

    def notes_above(self, entry: Diagnosis, tag: str) -> Iterator[str]:
        for at in entry.line():
            yield from at.notes.get(tag, [])
        # A narrow block stands inside wider ones (C00-C14 in C00-C75).
        first = entry.code[:3]
        for name, notes in self.block_notes.items():
            low, _, high = name.partition("-")
            if low <= first <= (high or low):
                yield from notes.get(tag, [])
        yield from self.chapter_notes[entry.chapter].get(tag, [])

    def names(self, one: Diagnosis, other: Diagnosis, tag: str) -> bool:
        """Whether a note of this kind above `one` names `other`, a heading of it, or a range that holds it."""
        return any(holds(other.code, low, high) for text in self.notes_above(one, tag) for low, high in named_in(text))


def notes_of(element: ET.Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for tag in ("excludes1", "codeFirst", "useAdditionalCode"):
        for note in element.iterfind(f"{tag}/note"):
            found[tag].append(squeeze("".join(note.itertext())))
    return dict(found)


CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"


def named_in(text: str) -> list[tuple[str, str]]:
    """(first, last) of the codes and ranges in a note; both the same for a code."""
    return [
        (low, high or low)
        for low, high in re.findall(rf"(?<![A-Z0-9.])({CODE})(?:\.?-)?(?:-?(?<=-)({CODE}))?(?![A-Z0-9])", text)
    ]


def holds(code: str, low: str, high: str) -> bool:
    plain, first, last = (part.replace(".", "") for part in (code, low, high))
    return first <= plain[: len(first)] and plain[: len(last)] <= last


FILLERS = set("of the and in or to for a an by on at as is with from into due".split())


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+(?:\.[0-9]+)?", text.lower().replace("non-", "non"))) - FILLERS


def covers(wording: frozenset[str], wanted: frozenset[str]) -> bool:
    denies = {"without", "no", "not"}
    return wanted <= wording and (bool(wanted & denies) or not wording & denies)


def quoted(text: str) -> list[str]:
    return re.findall("“([^”]+)”", text)


class Checks:
    """One method a kind; each returns what is wrong, or nothing."""

    def __init__(self, tabular: Tabular, rows: dict[str, dict[str, dict[str, str]]]) -> None:
        self.book, self.rows = tabular, rows

    def only(self, question: Question, is_right: Callable[[str], bool]) -> str:
        right = [is_right(choice) for choice in question.choices]
        return "" if right == [n == question.answer for n in range(4)] else f"choices that are right: {right}"

    def entry(self, code: str) -> Diagnosis:
        return self.book.codes[code]

    def complete(self, question: Question) -> str:
        bad = [code for code in question.choices if code not in self.book.codes or not self.entry(code).complete]
        return f"not a complete code: {bad}" if bad else ""

    def condition(self, question: Question) -> str:
        (asked,) = quoted(question.stem)
        holders = self.book.holders(asked)
        right = question.choices[question.answer]
        listed = {squeeze(re.sub(r"\s*\([^()]*\)$", "", text)) for text in self.entry(right).inclusion}
        if asked not in listed | {self.entry(right).title} | set(self.entry(right).inclusion):
            return f"“{asked}” is no title or inclusion term of {right}"
        if holders != {right}:
            return f"“{asked}” is held by {sorted(holders)}"
        return self.complete(question) or self.only(question, lambda code: code in holders)

    def laterality(self, question: Question) -> str:
        (asked,) = quoted(question.stem)
        return self.complete(question) or self.only(question, lambda code: self.entry(code).title == asked)

    def seventh(self, question: Question) -> str:
        title, *said = quoted(question.stem)
        stages = {
            "receiving active treatment": "initial encounter",
            "Active treatment is complete": "subsequent encounter",
            "late effect": "sequela",
        }
        meaning = said[0] if said else next(m for words_, m in stages.items() if words_ in question.stem)
        return self.complete(question) or self.only(
            question, lambda code: self.entry(code).title == f"{title}, {meaning}"
        )

    def trimester(self, question: Question) -> str:
        (asked,) = quoted(question.stem)
        weeks, days = map(int, re.findall(r"(\d+) weeks (\d) days", question.stem)[0])
        age = weeks * 7 + days
        name = "first" if age < 14 * 7 else "second" if age < 28 * 7 else "third"
        if weeks < 20 and name == "second" and "preterm" in asked.lower():
            return "preterm before 20 weeks"
        whole = re.compile(rf",? ?{name} trimester")
        return self.complete(question) or self.only(
            question, lambda code: bool(whole.search(t := self.entry(code).title)) and whole.sub("", t) == asked
        )

    def billable(self, question: Question) -> str:
        wants = "can be reported as it stands" in question.stem
        return self.only(question, lambda code: self.entry(code).complete == wants)

    def excludes1(self, question: Question) -> str:
        one = self.entry(question.stem.split(" ", 1)[0])

        def barred(code: str) -> bool:
            other = self.entry(code)
            return self.book.names(one, other, "excludes1") or self.book.names(other, one, "excludes1")

        return self.complete(question) or self.only(question, barred)

    def sequence(self, question: Question) -> str:
        def ordered(choice: str) -> bool:
            codes = [self.entry(code) for code in choice.split(", ")]
            if len(codes) != 2 or not all(code.complete for code in codes):
                return False
            first, second = codes
            return self.book.names(second, first, "codeFirst") or self.book.names(first, second, "useAdditionalCode")

        return self.only(question, ordered)

    def place(self, question: Question) -> str:
        (asked,) = quoted(question.stem)
        holders = [self.entry(code) for code in self.book.holders(asked)]
        if not holders:
            return f"nothing holds “{asked}”"
        if "chapter" in question.stem:
            places = {f"Chapter {int(entry.chapter)}: {self.book.chapters[entry.chapter]}" for entry in holders}
        else:
            places = {
                f"{title.removesuffix(f'({name})').rstrip()} ({name if '-' in name else f'{name}-{name}'})"
                for name, title in self.book.blocks.items()
                for entry in holders
                if entry.block == name
            }
        return self.only(question, lambda choice: choice in places)

    def described(self, question: Question, name: str) -> str:
        (asked,) = quoted(question.stem)
        rows = self.rows[name]
        wrong = self.only(question, lambda code: rows[code]["description"] == asked)
        wanted = words(asked)
        texts = {code: [rows[code]["description"], *rows[code]["also"].split(";")] for code in question.choices}
        others = [code for n, code in enumerate(question.choices) if n != question.answer]
        covered = [code for code in others if any(covers(words(text), wanted) for text in texts[code])]
        return wrong or (f"also described by the words: {covered}" if covered else "")

    def cpt(self, question: Question) -> str:
        return self.described(question, "cpt")

    def hcpcs(self, question: Question) -> str:
        return self.described(question, "hcpcs")

    def add_on(self, question: Question) -> str:
        wants = "is an add-on code" in question.stem
        return self.only(question, lambda code: (self.rows["cpt"][code]["add_on"] == "yes") == wants)


def newest_tabular() -> Path:
    import importlib.util

    spec = importlib.util.find_spec("simple_icd_10_cm")
    assert spec and spec.submodule_search_locations
    return max((Path(spec.submodule_search_locations[0]) / "data").glob("*tabular*.xml"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--show-failures", type=int, default=20)
    options = parser.parse_args()
    rows = {
        name: {row["code"]: row for row in csv.DictReader((ROOT / f"codes/{name}.csv").open(encoding="utf-8"))}
        for name in ("cpt", "hcpcs")
    }
    checks = Checks(Tabular(newest_tabular()), rows)
    view = CodeView(open_codes())
    failed = 0
    print(f"{'kind':12} {'asked':>6} {'distinct':>8} {'wrong':>6} {'ms each':>8}   right answers at A B C D")
    for kind in KINDS:
        started = time.perf_counter()
        made = [generate(view, kind, seed) for seed in range(options.first_seed, options.first_seed + options.each)]
        elapsed = (time.perf_counter() - started) / len(made) * 1000
        check = getattr(checks, kind.name.lower())
        bad = []
        for seed, question in enumerate(made, options.first_seed):
            problem = check(question) if question else "none made"
            if problem:
                bad.append((seed, problem, question))
        found = [question for question in made if question]
        distinct = len({(question.stem, tuple(sorted(question.choices))) for question in found})
        places = Counter(question.answer for question in found)
        spread = " ".join(str(places[n]) for n in range(4))
        print(f"{kind:12} {len(made):>6} {distinct:>8} {len(bad):>6} {elapsed:>8.1f}   {spread}")
        for seed, problem, question in bad[: options.show_failures]:
            print(
                f"  seed {seed}: {problem}",
                *((question.stem, question.choices) if question else ()),
                sep="\n    ",
            )
        failed += len(bad)
    print(f"{failed} wrong" if failed else "all right")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
