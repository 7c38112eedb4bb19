"""Finds the verbs of a request, also those in two parts: `turn` the lamp `off`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .lexicon import GAP, Lexicon
from .words import Word


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A verb and the positions of its words."""

    action: str
    at: frozenset[int]

    @property
    def start(self) -> int:
        """Return where it begins."""
        return min(self.at)


def verbs(lexicon: Lexicon, words: Sequence[Word]) -> list[Verb]:
    """Return every verb that may be meant, those of more words first."""
    found = {
        Verb(action=action, at=frozenset(at))
        for start, word in enumerate(words)
        for action, pattern in lexicon.verbs.get(word.text, ())
        for at in _places(lexicon, words, start, pattern)
    }
    return sorted(found, key=lambda verb: (-len(verb.at), verb.start, verb.action))


def _places(
    lexicon: Lexicon, words: Sequence[Word], start: int, pattern: tuple[str, ...]
) -> Iterator[tuple[int, ...]]:
    """Yield where a pattern's words are, small words or a gap between them."""
    if pattern[0] == GAP:
        if start == len(words) - 1 and start > 0 and len(pattern) == 2:
            yield (start,)
        return
    waiting: list[tuple[tuple[int, ...], int]] = [((start,), 1)]
    while waiting:
        at, done = waiting.pop()
        if done == len(pattern):
            yield at
            continue
        gap = pattern[done] == GAP
        wanted = pattern[done + gap]
        for position in range(at[-1] + 1 + gap, len(words)):
            if words[position].text == wanted:
                waiting.append(((*at, position), done + 1 + gap))
            elif not gap and words[position].text not in lexicon.stops:
                break
