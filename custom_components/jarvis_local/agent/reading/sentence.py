"""The sort of a sentence, and its words without courtesies."""

from collections.abc import Sequence

from ...home.lexicon import Lexicon
from ...home.words import PhraseBook, Word, is_below_zero
from .reading import Sort


def sort_of(lexicon: Lexicon, text: str, words: Sequence[Word]) -> tuple[Sort, Sequence[Word]]:
    """Return the sort and what follows "could you please"."""
    texts = [word.text for word in words]
    start, is_polite = _opening(lexicon, texts)
    rest = texts[start:]
    if rest and lexicon.questions.longest(rest, 0):
        return Sort.QUESTION, words[start:]
    if not is_polite and (text.rstrip().endswith("?") or _inverted(lexicon, rest)):
        return Sort.QUESTION, words[start:]
    if says(lexicon.blocked, rest if is_polite else texts) or is_below_zero(text):
        return Sort.OTHER, words[start:]
    return Sort.COMMAND, words[start:]


def _opening(lexicon: Lexicon, texts: list[str]) -> tuple[int, bool]:
    """Return where the sentence proper begins, and whether it is put as a polite request."""
    start, is_polite = 0, False
    while start < len(texts):
        question = lexicon.questions.longest(texts, start)
        request = lexicon.requests.longest(texts, start)
        filler = lexicon.fillers.longest(texts, start)
        if request and (question is None or request[0] >= question[0]):
            start, is_polite = request[0], True
        elif filler and question is None and texts[start] not in lexicon.articles:
            start = filler[0]
        else:
            break
    return start, is_polite


def _inverted(lexicon: Lexicon, texts: list[str]) -> bool:
    """Return whether a question's words come later: "la porte est-elle fermée"."""
    return any(end - start > 1 for start, end, _ in lexicon.questions.within(texts))


def says(book: PhraseBook[bool], texts: Sequence[str]) -> bool:
    """Return whether one of the phrases is there."""
    return next(book.within(texts), None) is not None
