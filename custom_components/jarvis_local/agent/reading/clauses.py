"""Takes a request apart: "turn on the lamp and close the blinds" are two."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...home import Home
from ...home.lexicon import Lexicon, lexicon as lexicon_of
from ...home.terms import Terms, terms_of
from ...home.verbs import Verb, verbs
from ...home.words import Word, is_break, split, without

type Words = Sequence[Word]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A verb's part of a sentence: its groups of words, and the verbs it may have."""

    groups: Sequence[Words]
    verbs: Sequence[Verb]

    @property
    def words(self) -> list[Word]:
        """Return all words in order."""
        return [word for group in self.groups for word in group]


def parts_of(home: Home, text: str, language: str | None) -> int:
    """Return of how many parts with a verb a text consists."""
    return len(clauses(lexicon_of(language), terms_of(home), text, split(text)))


def clauses(lexicon: Lexicon, terms: Terms, text: str, words: Words) -> list[Clause]:
    """Return the parts that have a verb; a group without one belongs to the verb before it."""
    grouped: list[list[Words]] = []
    waiting: list[Words] = []
    for segment in segments(lexicon, terms, text, words):
        if not said_verbs(lexicon, terms, segment) or (
            grouped and _goes_on(lexicon, terms, grouped[-1], segment)
        ):
            (grouped[-1] if grouped else waiting).append(segment)
        else:
            grouped.append([*waiting, segment])
            waiting = []
    return [
        Clause(
            groups=groups,
            verbs=said_verbs(lexicon, terms, [word for group in groups for word in group]),
        )
        for groups in grouped
    ]


def said_verbs(lexicon: Lexicon, terms: Terms, words: Words) -> list[Verb]:
    """Return the verbs, without nouns that look like one: the water, the lock."""
    return [verb for verb in verbs(lexicon, words) if not _is_noun(lexicon, terms, words, verb)]


def _is_noun(lexicon: Lexicon, terms: Terms, words: Words, verb: Verb) -> bool:
    """Return whether a verb of one word is rather a thing: after an article, or within a name."""
    if len(verb.at) > 1 or verb.start == 0:
        return False
    if _is_in_name(terms, words, verb.start):
        return True
    if words[verb.start - 1].text not in lexicon.articles:
        return False
    stem = words[verb.start].stem
    return stem in lexicon.things or stem in terms.known


def _is_in_name(terms: Terms, words: Words, position: int) -> bool:
    """Return whether a word goes on a device's whole name: the robot vacuum."""
    stems = [word.stem for word in words]
    return any(
        start < position < end
        for start in range(position)
        for end, _ in terms.whole_names.at(stems, start)
    )


def _goes_on(lexicon: Lexicon, terms: Terms, before: list[Words], segment: Words) -> bool:
    """Return whether a segment ends the verb of those before: turn the lamp and the fan off."""
    own = said_verbs(lexicon, terms, segment)
    if any(len(verb.at) > 1 or max(verb.at) < len(segment) - 1 for verb in own):
        return False
    words = [word for group in before for word in group]
    joined = said_verbs(lexicon, terms, [*words, *segment])
    return any(verb.start < len(words) <= max(verb.at) for verb in joined)


def segments(lexicon: Lexicon, terms: Terms, text: str, words: Words) -> list[Words]:
    """Return the words between "and", "then" and commas, but not within names and numbers."""
    texts = [word.text for word in words]
    whole = _unbroken(lexicon, terms, words)
    segments: list[list[Word]] = [[]]
    position = 0
    while position < len(words):
        found = lexicon.conjunctions.longest(texts, position)
        if found and position not in whole:
            segments.append([])
            position = found[0]
            continue
        if (
            position
            and is_break(text, words[position - 1], words[position])
            and position not in whole
        ):
            segments.append([])
        segments[-1].append(words[position])
        position += 1
    # Courtesies are no segment, but the "on" of a verb is.
    small = (lexicon.fillers, lexicon.requests)
    return [
        segment
        for segment in segments
        if any(word.text in lexicon.particles for word in segment) or without(small, segment)
    ]


def _unbroken(lexicon: Lexicon, terms: Terms, words: Words) -> set[int]:
    """Return the positions within names and numbers, which a conjunction does not part."""
    stems = [word.stem for word in words]
    found: set[int] = set()
    for start in range(len(words)):
        for end, _ in terms.whole_names.at(stems, start):
            found |= set(range(start + 1, end))
        if 0 < start < len(words) - 1 and words[start].text in lexicon.joiners:
            around = (words[start - 1].text, words[start + 1].text)
            if all(text in lexicon.numbers for text in around):
                found.add(start)
    return found
