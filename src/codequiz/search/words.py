"""Words as the search sees them: split, spelling evened out, stemmed. Pure; the index and the query share it.

A word goes through three forms: *even* (spellings that differ only by school: haemorrhage and hemorrhage), *stem*
(plurals and verb endings off: the unit of the index) and *root* (word family: hemorrhage and hemorrhagic, diabetes
and diabetic), which makes near words of stems.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Words that carry little: they neither find candidates nor count for much when present or missing.
STOP: Final = frozenset(
    "of the and in or to for a an by on at as is be was are from into its it this that than etc per due "
    "i'm my me has have had using use used via during within who what which patient pt's".split()
)
# Short forms that are ordinary words too: in a phrase they are meant as such, unless they are written in capitals.
ORDINARY: Final = frozenset(
    "all hit add admit age am bad bed did dip fit he hi net pop sad ten tip vain had mad".split()
)
# Words of the classification rather than of the disease: present in titles, seldom in what people type.
WEAK: Final = frozenset(
    "unspecified specified nos nec elsewhere classified classifiable not type encounter initial subsequent sequela "
    "site part parts region body condition conditions state status disorder disorders disease diseases syndrome "
    "cause causes kind mention with without only one code codes uncomplicated complication complications other "
    "certain stated episode care applicable delivered so any certain nonspecific abnormality abnormal involving "
    "associated related".split()
)

_POSSESSIVE: Final = re.compile(r"(?<=\w)['’`]s?\b")
_WORD: Final = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_CLAUSE: Final = re.compile(_WORD.pattern + r"|[,;:()\[\]]")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}\b)")
BREAK: Final = ","
"""Stands among the words of `clauses` where a clause ends."""
_JOINED: Final = re.compile(r"\b(non|anti|post|pre|re|multi|extra|intra|sub|super|peri|trans|co|semi)-(?=[a-z])")
_ROMAN: Final = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
    "xii": "12", "xiii": "13",
}  # fmt: skip
_NUMBERS: Final = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "one": "1", "two": "2",
    "three": "3", "four": "4",
}  # fmt: skip


def fold(text: str) -> str:
    """`text` in lower case, without accents, possessives or the hyphen after a prefix."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    text = text.lower()
    # Looked for first: most of the hundreds of thousands of wordings have neither.
    if "'" in text or "’" in text or "`" in text:
        text = _POSSESSIVE.sub("", text)
    if "-" in text:
        text = _JOINED.sub(r"\1", text)
    if "y/o" in text:
        text = text.replace("y/o", "yo")
    if "," in text:
        text = _THOUSANDS.sub("", text)
    return text


def split(text: str) -> list[str]:
    """The words of `text`, folded, in order."""
    return _WORD.findall(fold(text))


def clauses(text: str) -> list[str]:
    """The words of `text`, folded, in order, with `BREAK` at each comma, colon and bracket."""
    return [word if word[0].isalnum() else BREAK for word in _CLAUSE.findall(fold(text))]


def even(word: str) -> str:
    """A word with school-dependent spellings made the same (British and American, Greek and phonetic)."""
    if word.isdigit() or len(word) < 4:
        return _ROMAN.get(word, word)
    word = _NUMBERS.get(word, word)
    word = word.replace("ae", "e").replace("oe", "e").replace("ph", "f").replace("y", "i")
    if word.endswith("our"):
        word = word[:-3] + "or"
    return word


_VERBAL: Final = ("ing", "ed")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The unit of the index: an even word without plural and verb endings."""
    word = even(word)
    if len(word) < 4 or word[0].isdigit():
        return word
    for ending, replacement in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + replacement
            break
    for ending in _VERBAL:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return _undoubled(word[: -len(ending)])
    if word.endswith("e") and len(word) > 5:
        return word[:-1]
    return word


# Longest first; `y` has become `i` by then.
_PLURALS: Final = (
    ("omata", "oma"),
    ("itides", "itis"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("oses", "osis"),
    ("eses", "esis"),
    ("ises", "is"),
    ("ies", "i"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
)


def _undoubled(word: str) -> str:
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        return word[:-1]
    return word.removesuffix("e")


_SUFFIXES: Final = tuple(
    sorted(
        """
        osis otic osic itis itic ia ic al ial ical iac iasis atic oma omatous emia emic uria uric
        age agic opathi opathic athi athic ous ari ar ation ational ition ion ional ive iti enc ent anc ant
        ism ist istic oid oidal eal ean an ian able ible ment or er at ate ated is us um on a i e es
        graphi graphic scopi scopic ectomi plasti plastic otomi ostomi logi logic gen genic geni genous troph
        trofi trofic fagi fagia fagic plegi plegia plegic kinesi kinesia kinetic algi algia algic pnea pneic
        """.split(),
        key=len,
        reverse=True,
    )
)


# Endings of Latin and Greek nouns and of their adjectives: a root may be short before them (sacr-um, sacr-al).
_CLASSICAL: Final = ("ial", "eal", "um", "us", "al", "ar", "ic", "on", "ix", "a", "is", "i")


def root(stem_: str) -> str:
    """The word family of a stem: the stem without its derivational endings, four or five letters of it at least."""
    if len(stem_) < 5 or stem_[0].isdigit():
        return stem_
    for suffix in _SUFFIXES:
        if stem_.endswith(suffix) and len(stem_) - len(suffix) >= 5:
            return stem_[: len(stem_) - len(suffix)]
    for suffix in _CLASSICAL:
        if stem_.endswith(suffix) and len(stem_) - len(suffix) >= 4:
            return stem_[: len(stem_) - len(suffix)]
    return stem_


_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^][]*\]")


def aside(text: str) -> frozenset[str]:
    """The stems that stand only in brackets: nonessential modifiers and synonyms (Official Guidelines, I.A.7)."""
    if "(" not in text and "[" not in text:
        return frozenset()
    outside = set(stems(_ASIDE.sub(" ", text)))
    return frozenset(stem_ for stem_ in stems(text) if stem_ not in outside) if outside else frozenset()


def essential(text: str) -> str:
    """`text` without what stands in brackets, unless that is all."""
    return _ASIDE.sub("", text).strip() or text


def stems(text: str) -> list[str]:
    """The stems of the words of `text`, in order, function words left out."""
    return [stem(word) for word in split(text) if word not in STOP]


def words_by_stem(text: str) -> list[tuple[str, str]]:
    """(stem, word) of the words of `text`, in order, function words left out."""
    return [(stem(word), word) for word in split(text) if word not in STOP]


_WEAK_STEMS: Final = frozenset(stem(word) for word in WEAK)


ROLES: Final = frozenset(
    stem(word)
    for word in (
        "history screening family poisoning underdosing exposure vaccine anesthesia newborn postprocedural encounter"
    ).split()
)
"""What turns a disease into something else said of it: a code that has one of these, unasked, is seldom meant."""


def is_role(stem_: str) -> bool:
    """Whether a stem makes a statement about a disease into another (family history of it, screening for it)."""
    return stem_ in ROLES


def is_weak(stem_: str) -> bool:
    """Whether a stem is a word of the classification rather than of a disease."""
    return stem_ in _WEAK_STEMS
