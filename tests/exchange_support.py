"""A bank of another program, and what it is to be the same bank."""

from dataclasses import replace

from codequiz.questions import Question


def same(one: list[Question] | tuple[Question, ...], other: list[Question] | tuple[Question, ...]) -> bool:
    """Whether two banks hold the same questions, wherever they were read from."""
    return {replace(q, file="") for q in one} == {replace(q, file="") for q in other}


AIKEN = """What does the prefix hyper- mean?
A. Below
B. Above
C. Beside
D. Within
ANSWER: B

Which plane
divides left from right?
A) Coronal
B) Sagittal
C) Transverse
D) Oblique
ANSWER: B
"""
