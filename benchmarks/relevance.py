"""How often the right code is first, or among the first ten: codequiz and what a coder could use instead, in one run.

    python benchmarks/relevance.py [QUERIES.tsv …] [--peers] [--misses N]

A query file holds one query a line, `system<TAB>query<TAB>code[,code…]` (or without the system, then ICD-10-CM).
A hit counts when it is one of the codes, lies below one, or is its category or subcategory. Without files it uses
`benchmarks/queries/`. `--peers` adds SQLite FTS5 and, where they are installed (`pip install -e '.[bench]'`),
tantivy and rapidfuzz, each over the same titles, inclusion terms and names.
"""

import argparse
import importlib.util
import re
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from codequiz.cli.indexing import open_codes
from codequiz.codes import System
from codequiz.lookup import Lookup

QUERIES = Path(__file__).parent / "queries"
Search = Callable[[str, System], list[str]]


@dataclass(frozen=True, slots=True)
class Query:
    system: System
    text: str
    codes: tuple[str, ...]


def read_queries(path: Path) -> list[Query]:
    """The queries of a file; two fields mean ICD-10-CM."""
    queries = []
    for line in path.read_text(encoding="utf-8").splitlines():
        *head, text, codes = line.split("\t")
        system = System(head[0]) if head else System.ICD10CM
        queries.append(Query(system, text, tuple(code.replace(".", "") for code in codes.split(","))))
    return queries


def is_right(found: str, wanted: tuple[str, ...]) -> bool:
    """Whether a code found is one wanted, below one, or its category or subcategory."""
    return any(found.startswith(code) or (code.startswith(found) and len(found) >= 3) for code in wanted)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def ours(lookup: Lookup) -> Search:
    def search(text: str, system: System) -> list[str]:
        return [hit.code.replace(".", "") for hit in lookup.find(text, systems=[system]).answer.hits]

    return search


def terms_by_code(connection: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    """(system, code, title, other wordings): what the index holds of each code, for the peers."""
    return connection.execute(
        "select code.system, code.code, code.title, ifnull(group_concat(term.text, ' ; '), '') from code"
        " left join term on term.code_id = code.id and term.kind != 0"
        " where code.level not in ('chapter', 'block') group by code.id"
    ).fetchall()


def fts5(rows: list[tuple[str, str, str, str]], tokenizer: str, cut: Callable[[str], list[str]]) -> Search:
    database = sqlite3.connect(":memory:")
    database.execute(
        f"create virtual table terms using fts5(system unindexed, code unindexed, title, other, tokenize='{tokenizer}')"
    )
    database.executemany("insert into terms values (?, ?, ?, ?)", rows)

    def search(text: str, system: System) -> list[str]:
        match = " OR ".join(f'"{part}"' for part in cut(text))
        if not match:
            return []
        sql = "select code from terms where terms match ? and system = ? order by bm25(terms) limit 10"
        return [row[0] for row in database.execute(sql, (match, system))]

    return search


def trigrams(text: str) -> list[str]:
    clean = " ".join(words(text))
    return sorted({clean[i : i + 3] for i in range(len(clean) - 2)})


def tantivy_stem(rows: list[tuple[str, str, str, str]]) -> Search:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for field in ("code", "system"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw")
    for field in ("title", "other"):
        builder.add_text_field(field, tokenizer_name="en_stem")
    engine = tantivy.Index(builder.build())
    writer = engine.writer()
    for system, code, title, other in rows:
        writer.add_document(tantivy.Document(code=code, system=system, title=title, other=other))
    writer.commit()
    engine.reload()
    searcher = engine.searcher()

    def search(text: str, system: System) -> list[str]:
        query = engine.parse_query(" ".join(words(text)), ["title", "other"])
        hits = (searcher.doc(address) for _, address in searcher.search(query, 100).hits)
        return [hit["code"][0] for hit in hits if hit["system"][0] == system][:10]

    return search


def rapidfuzz_titles(rows: list[tuple[str, str, str, str]]) -> Search:
    from rapidfuzz import fuzz, process

    by_system: dict[str, tuple[list[str], list[str]]] = {}
    for system, code, title, _ in rows:
        codes, titles = by_system.setdefault(system, ([], []))
        codes.append(code)
        titles.append(title)

    def search(text: str, system: System) -> list[str]:
        codes, titles = by_system[system]
        return [codes[place] for _, _, place in process.extract(text, titles, scorer=fuzz.WRatio, limit=10)]

    return search


def measure(name: str, search: Search, queries: list[Query]) -> tuple[str, list[Query]]:
    """A row of the table, and the queries whose code was not among the first ten."""
    ranks, times, missed = [], [], []
    for query in queries:
        start = time.perf_counter()
        found = search(query.text, query.system)[:10]
        times.append((time.perf_counter() - start) * 1000)
        rank = next((place for place, code in enumerate(found, 1) if is_right(code, query.codes)), 0)
        ranks.append(rank)
        if not rank:
            missed.append(query)
    times.sort()
    count = len(ranks)
    first, ten = sum(rank == 1 for rank in ranks) / count, sum(rank > 0 for rank in ranks) / count
    p50, p95 = statistics.median(times), times[int(0.95 * (count - 1))]
    return f"| {name} | {count} | {first:.2f} | {ten:.2f} | {p50:.1f} | {p95:.1f} |", missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--misses", type=int, default=0)
    arguments = parser.parse_args()
    connection = open_codes()
    engines: list[tuple[str, Search, int | None]] = [("codequiz", ours(Lookup(connection)), None)]
    if arguments.peers:
        rows = terms_by_code(connection)
        engines += [
            ("SQLite FTS5 porter", fts5(rows, "porter unicode61", words), None),
            ("SQLite FTS5 trigram", fts5(rows, "trigram", trigrams), None),
        ]
        if importlib.util.find_spec("tantivy"):
            engines.append(("tantivy en_stem", tantivy_stem(rows), None))
        if importlib.util.find_spec("rapidfuzz"):
            engines.append(("rapidfuzz, titles (first 60)", rapidfuzz_titles(rows), 60))
    for path in arguments.files or sorted(QUERIES.glob("*.tsv")):
        queries = read_queries(path)
        for system in dict.fromkeys(query.system for query in queries):
            some = [query for query in queries if query.system is system]
            print(f"\n{path.stem}, {system.label}\n")
            print("| engine | queries | R@1 | R@10 | p50 ms | p95 ms |\n|---|---|---|---|---|---|")
            for name, search, most in engines:
                row, missed = measure(name, search, some[:most])
                print(row, flush=True)
                if name == "codequiz":
                    for query in missed[: arguments.misses]:
                        print(f"  missed: {query.text} ({', '.join(query.codes)})")


if __name__ == "__main__":
    main()
