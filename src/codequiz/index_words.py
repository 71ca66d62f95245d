"""What the index knows of single words and short forms, for whoever has to tell a word from the beginning of one.

The search itself reads words by the query (`codequiz.search.vocabulary`); here they are asked for one by one.
"""

from sqlite3 import Connection


class IndexWords:
    """The words of one index. Words are given as `codequiz.search.words.split` cuts them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_short_form(self, word: str) -> bool:
        """Whether a word, an abbreviation or a phrase is said to stand for others."""
        return self._connection.execute("select 1 from alias where term = ?", (word,)).fetchone() is not None

    def wordings_with(self, word: str) -> int | None:
        """How many wordings of codes have the word in one of its forms; None for a word that is not known."""
        from codequiz.search.words import stem

        row = self._connection.execute("select terms from stem where text = ?", (stem(word),)).fetchone()
        return None if row is None else int(row[0])

    def phrase_begun(self, start: str) -> str | None:
        """The shortest abbreviation or phrase that goes on from `start`."""
        row = self._connection.execute(
            "select term from alias where term > ? and term < ? order by length(term), term limit 1",
            (start, start + "\x7f"),
        ).fetchone()
        return None if row is None else str(row[0])

    def words_begun(self, start: str, limit: int) -> list[str]:
        """The `limit` most used words that begin so, the most used first."""
        from codequiz.search.words import even

        begin = even(start)
        rows = self._connection.execute(
            "select word from stem where text >= ? and text < ? order by terms desc, text limit ?",
            (begin, begin + "\x7f", limit),
        )
        return [word for (word,) in rows]
