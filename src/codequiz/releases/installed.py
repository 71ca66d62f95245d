"""Which releases are active: of each system's codes and of each supplement the user's choice, or the newest in force.

Selection is pure; `active` applies it to what is on disk today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from codequiz.codes import System
from codequiz.releases import imported, shipped
from codequiz.releases.imported import slot
from codequiz.releases.in_force import today
from codequiz.releases.model import Part, Release

# Of the same edition, the file that says most. Formats by their value: the module that names them is not for here,
# where every start of the program comes along.
_PREFERRED: Final = {
    "icd10cm-order": 3, "tabular": 2, "icd10cm-codes": 1, "icd10pcs-order": 2, "icd10pcs-codes": 1,
    "cpt-long": 4, "cpt-medium": 3, "cpt-short": 2, "cpt-consumer": 1, "hcpcs-records": 2, "hcpcs-sheet": 1,
}  # fmt: skip
_TITLES_ONLY: Final = frozenset({"icd10cm-order", "icd10cm-codes"})
_WITH_MODIFIERS: Final = frozenset({"hcpcs-records", "hcpcs-sheet"})


def every() -> list[Release]:
    """Every release there is: shipped, then imported."""
    return [*shipped.releases(), *imported.releases()]


def active() -> list[Release]:
    """The releases that the index is made from, codes first, each with its companions."""
    own = imported.releases()
    if not own:
        return shipped.releases()
    return select([*shipped.releases(), *own], imported.choices(), today())


def select(known: Sequence[Release], choices: Mapping[str, str], day: date) -> list[Release]:
    """The active releases of `known` on a day, by choice or else the newest in force."""
    slots: dict[str, list[Release]] = {}
    for release in known:
        slots.setdefault(slot(release.system, release.part), []).append(release)
    chosen = {
        key: _chosen(some, choices.get(key, "")) or max(some, key=lambda one: _rank(one, day))
        for key, some in slots.items()
    }
    modifiers = _modifiers(chosen)
    if modifiers is not None:
        chosen[System.MODIFIER.value] = modifiers
    ranked = sorted(chosen.values(), key=lambda one: (one.part is not Part.CODES, list(System).index(one.system)))
    return [replace(one, companions=one.companions or _companions(one, known)) for one in ranked]


def _chosen(some: Sequence[Release], name: str) -> Release | None:
    found = [one for one in some if one.name == name]
    return max(found, key=lambda one: one.imported_at, default=None)


def _rank(release: Release, day: date) -> tuple[bool, bool, bool, date, bool, int, date, str]:
    """What makes one release better than another: whole, begun, then new; of samples the user's own."""
    begun = release.effective_from is None or release.effective_from <= day
    return (
        not release.is_sample,
        begun,
        release.is_sample and release.is_imported,
        release.effective_to or date.min,
        release.is_imported,
        _PREFERRED.get(release.format, 0),
        release.effective_from or date.min,
        release.imported_at,
    )


def _modifiers(chosen: Mapping[str, Release]) -> Release | None:
    """The modifiers of the active HCPCS file, completed by the project's sample (which has CPT's)."""
    hcpcs, sample = chosen.get(System.HCPCS.value), chosen.get(System.MODIFIER.value)
    if hcpcs is None or sample is None or not hcpcs.is_imported or sample.is_imported:
        return None
    if hcpcs.format not in _WITH_MODIFIERS:
        return None
    return replace(
        hcpcs,
        system=System.MODIFIER,
        origin=f"{hcpcs.origin}; CPT's from {sample.origin}",
        is_sample=True,
        companions=(sample,),
    )


def _companions(release: Release, known: Sequence[Release]) -> tuple[Release, ...]:
    if release.format in _TITLES_ONLY:
        tabulars = [one for one in known if one.format == "tabular"]
        if not tabulars:
            return ()
        return (
            max(tabulars, key=lambda one: (one.effective_to == release.effective_to, one.effective_from or date.min)),
        )
    if release.system is System.CPT and release.is_imported:
        return tuple(
            one
            for one in known
            if one.system is System.CPT
            and one.is_imported
            and one.sha256 != release.sha256
            and one.effective_from == release.effective_from
        )
    return ()
