"""Everything about a bank of questions that a machine can prove. Pure: codes are looked up by whoever calls.

What it cannot prove is that the key is right; a person, or a second reader who sees only the choices, has to.
"""

from codequiz.proof.chance import binomial_tail, uneven_p
from codequiz.proof.check import Codes, Finding, KnownCode, longest_is_right, prove
from codequiz.proof.mention import codes_in

__all__ = ["Codes", "Finding", "KnownCode", "binomial_tail", "codes_in", "longest_is_right", "prove", "uneven_p"]
