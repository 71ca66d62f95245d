"""Questions made from the code sets themselves: right by construction, endless by seed.

A maker draws an entry of the book, words a stem from what the book says of it, and takes near misses as wrong
choices. What makes a question right is checked while it is made, and a draw that fails is thrown away:

- the right choice follows from the book's own structure (a title or inclusion term, a 7th character, a note, a mark);
- no wrong choice has a title, inclusion term, name or index entry that holds all the words of what is asked;
- for pairs, no note anywhere above either code makes a wrong choice right.

The same code sets, kind and seed give the same question. Pure: the code sets are a view given by whoever calls.
"""

from codequiz.generate.finding import Target, targets
from codequiz.generate.maker import KINDS, again, generate, stream
from codequiz.generate.model import Book, Kind

__all__ = ["KINDS", "Book", "Kind", "Target", "again", "generate", "stream", "targets"]
