"""Codes that a question's text names, told from the numbers, vitamins and vertebrae that look like them."""

import re
from collections.abc import Iterator
from typing import Final

from codequiz.codes import System, normalise

# An ICD-10-CM code with its dot; 3-character ones (`I10`) are told from `B12` or `T12` by asking the code set.
_DOTTED: Final = re.compile(r"(?<![\w.])([A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4})(?![\w])")
_CATEGORY: Final = re.compile(r"(?<![\w.-])([A-Z]\d[0-9A-Z])(?!\w|\.\w|-(?:\d|[A-Z][0-9A-Z]{2}))")
_CPT: Final = re.compile(r"(?<![\w.,$#-])(\d{4}[0-9FTU])(?![\w%]|[.,]\d)")
_HCPCS: Final = re.compile(r"(?<![\w.-])([A-V]\d{4})(?![\w]|\.\d)")
_SUFFIX: Final = re.compile(r"(?:\d{4}[0-9FTU]|[A-V]\d{4})((?:-[A-Z0-9]{2})+)(?![\w])")
_MODIFIER: Final = re.compile(
    r"\b[Mm]odifiers? ((?:(?:, | and | or |, and |, or )?(?:\d{2}|[A-Z][A-Z0-9]|\d[A-Z]|P\d)(?!\w))+)"
)
_NOT_A_MODIFIER: Final = re.compile(r"\b(?:and|or)\b|[,\s]+")


def codes_in(text: str) -> Iterator[tuple[System, str, bool]]:
    """(system, normalised code, whether it can only be a code) of each code that `text` names, in no order.

    Three characters without a dot and five digits may be something else; whoever calls asks the code sets.
    """
    for match in _DOTTED.finditer(text):
        yield System.ICD10CM, normalise(match[1]), True
    for match in _CATEGORY.finditer(text):
        yield System.ICD10CM, match[1], False
    for match in _CPT.finditer(text):
        yield System.CPT, match[1], False
    for match in _HCPCS.finditer(text):
        yield System.HCPCS, match[1], True
    for match in _SUFFIX.finditer(text):
        for modifier in match[1].strip("-").split("-"):
            yield System.MODIFIER, modifier, True
    for match in _MODIFIER.finditer(text):
        for modifier in _NOT_A_MODIFIER.split(match[1]):
            if modifier:
                yield System.MODIFIER, modifier, True


# What a choice made of codes may hold besides them: commas, units, primary and additional marks.
_CODE_ITEM: Final = re.compile(
    r"(?:[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|\d{4}[0-9FTU]|[A-V]\d{4})(?:-[A-Z0-9]{2})*(?:\s*[x×]\s*\d+)?"
)


def is_list_of_codes(text: str) -> bool:
    """Whether a choice holds codes (with modifiers and units) and nothing else."""
    parts = [part for part in re.split(r"\s*(?:,|;|\+|\band\b)\s*", text.strip()) if part]
    return bool(parts) and all(_CODE_ITEM.fullmatch(part) for part in parts)
