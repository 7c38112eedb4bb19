"""Questions: whether a model asks one, and what the user's next words answer to ours."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..home import Home
from ..home.lexicon import Lexicon, lexicon
from ..home.phrase import Phrase, phrase
from ..home.terms import Terms, terms_of
from ..home.words import PhraseBook, Word, folded, split, without
from ..languages import phrase as say
from .reading import Act
from .reading.clauses import said_verbs
from .reading.values import number_at

_MOST_WORDS = 12


@dataclass(frozen=True, kw_only=True)
class PendingQuestion:
    """A question that waits for an answer: an act for each device that may be meant, and when it was asked.

    `rest` are the acts that were asked for besides, and wait for the answer, too.
    """

    options: tuple[Act, ...]
    asked_at: float = 0
    rest: tuple[Act, ...] = ()

    @property
    def candidates(self) -> tuple[str, ...]:
        """Return the devices in the order they were named in."""
        return tuple(dict.fromkeys(id_ for act in self.options for id_ in act.targets))

    def acts(self, devices: Sequence[str]) -> tuple[Act, ...]:
        """Return the acts on the devices that were chosen."""
        return tuple(act for act in self.options if set(act.targets) & set(devices))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Which devices the user chose; `narrowed` are several that still may be meant."""

    devices: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    cancelled: bool = False


def is_question(text: str, language: str | None) -> bool:
    """Return whether a reply asks the user for anything, with a question mark or without."""
    if any(sentence.rstrip().endswith("?") for sentence in text.splitlines()) or "? " in text:
        return True
    return any(_says(words.asks, folded(text)) for words in _both(language))


def _both(language: str | None) -> tuple[Lexicon, ...]:
    """Return the words of a language and of English, which small models fall back to."""
    return (lexicon(language), lexicon(None))


def _says(book: PhraseBook[bool], texts: Sequence[str]) -> bool:
    """Return whether one of the phrases is there."""
    return next(book.within(texts), None) is not None


def answer_of(
    question: PendingQuestion,
    text: str,
    language: str | None,
    home: Home,
    *,
    focus: Sequence[str] = (),
) -> Answer | None:
    """Return what the user's words choose; None when they are no answer but something else.

    `focus` is what the conversation spoke of last, which "the other one" is not.
    """
    words_of, terms = lexicon(language), terms_of(home)
    words = split(text)
    texts = [word.text for word in words]
    if not words or len(words) > _MOST_WORDS:
        return None
    if _is_all(words_of.cancel, texts, words_of.fillers):
        return Answer(cancelled=True)
    if said_verbs(words_of, terms, words) or _says(words_of.blocked, texts):
        return None
    parts = [
        _choice(terms, words_of, question, part, focus) for part in _parts(words_of, words) if part
    ]
    return _joined(question, parts)


def polite_answer(text: str, language: str | None) -> str | None:
    """Return what to say to thanks, to a yes or to a no that nothing was asked for."""
    words_of = lexicon(language)
    texts = [word.text for word in split(text)]
    answers = {
        "answers.welcome": words_of.thanks,
        "answers.cancelled": words_of.cancel,
        "answers.nothing_asked": words_of.agree,
    }
    for key, book in answers.items():
        if _is_all(book, texts, words_of.fillers):
            return say(language, key)
    return None


def _parts(words_of: Lexicon, words: Sequence[Word]) -> list[Sequence[Word]]:
    """Return the words between "and"."""
    texts = [word.text for word in words]
    starts, ends = [0], []
    for start, end, _ in words_of.conjunctions.within(texts):
        ends.append(start)
        starts.append(end)
    return [words[start:end] for start, end in zip(starts, [*ends, len(words)], strict=True)]


def _joined(question: PendingQuestion, parts: Sequence[Answer | None]) -> Answer | None:
    """Return one answer of several that each choose."""
    answers = [part for part in parts if part is not None]
    if len(answers) < len(parts) or not answers:
        return None
    if len(answers) == 1:
        return answers[0]
    if not all(answer.devices for answer in answers):
        return None
    chosen = {id_ for answer in answers for id_ in answer.devices}
    return Answer(devices=tuple(id_ for id_ in question.candidates if id_ in chosen))


def _choice(
    terms: Terms,
    words_of: Lexicon,
    question: PendingQuestion,
    words: Sequence[Word],
    focus: Sequence[str],
) -> Answer | None:
    """Return what a part of an answer chooses."""
    left = _without(words_of, words)
    return (
        _by_order(words_of, question, left)
        or _by_name(terms, words_of, question, left)
        or _by_count(words_of, question, words, focus)
        or _by_number(words_of, question, left)
    )


def _without(words_of: Lexicon, words: Sequence[Word]) -> list[Word]:
    """Return the words that may tell one device from another."""
    small = (words_of.yes, words_of.fillers, words_of.requests)
    return without((*small, words_of.all, words_of.other, words_of.them), words)


def _is_all(book: PhraseBook[bool], texts: Sequence[str], fillers: PhraseBook[bool]) -> bool:
    """Return whether a text is nothing but these phrases."""
    position, found = 0, False
    while position < len(texts):
        if (match := book.longest(texts, position)) is not None:
            found = True
        elif (match := fillers.longest(texts, position)) is None:
            return False
        position = match[0]
    return found


def _by_name(
    terms: Terms, words_of: Lexicon, question: PendingQuestion, words: Sequence[Word]
) -> Answer | None:
    """Choose by names, places and kinds; every word must fit."""
    said = phrase(terms, words_of, words)
    fit = frozenset(question.candidates)
    if not said.meanings:
        return None
    for meaning in said.meanings:
        fit = meaning.of(fit)
        fit = fit & meaning.exact_kind or fit
    fit = fit & _named_in_full(said) or fit
    full = fit & frozenset(
        id_ for _, _, keys in said.places for key in keys for id_ in terms.by_area.get(key, ())
    )
    chosen = tuple(id_ for id_ in question.candidates if id_ in (full or fit))
    if len(chosen) == 1 or any(meaning.word.is_plural for meaning in said.meanings):
        return Answer(devices=chosen) if chosen else None
    if not chosen or len(chosen) == len(question.candidates):
        return None
    return Answer(narrowed=chosen)


def _named_in_full(said: Phrase) -> frozenset[str]:
    """Return the devices whose whole name is all that was said."""
    size = len(said.meanings)
    return frozenset(id_ for start, end, ids in said.named if end - start == size for id_ in ids)


def _by_order(words_of: Lexicon, question: PendingQuestion, words: Sequence[Word]) -> Answer | None:
    """Choose the first, the second or the last."""
    if len(words) != 1 or (found := words_of.ordinals.longest([words[0].text], 0)) is None:
        return None
    place = int(found[1][0])
    return Answer(devices=question.candidates[-1:]) if place < 0 else _at(question, place)


def _by_number(
    words_of: Lexicon, question: PendingQuestion, words: Sequence[Word]
) -> Answer | None:
    """Choose by a number alone: number two."""
    number = number_at(words_of, words, 0) if len(words) == 1 else None
    return _at(question, int(number[0])) if number else None


def _at(question: PendingQuestion, place: int) -> Answer | None:
    """Return the candidate at a place, the first being one."""
    chosen = question.candidates[place - 1 : place] if place > 0 else ()
    return Answer(devices=chosen) if chosen else None


def _by_count(
    words_of: Lexicon, question: PendingQuestion, words: Sequence[Word], focus: Sequence[str]
) -> Answer | None:
    """Choose all of them, or the other one."""
    texts = [word.text for word in words]
    left = _without(words_of, words)
    counts = {str(len(question.candidates)), str(float(len(question.candidates)))}
    extra = [word for word in left if str(words_of.numbers.get(word.text, word.text)) not in counts]
    if extra:
        return None
    if _says(words_of.other, texts):
        others = tuple(id_ for id_ in question.candidates if id_ not in focus)
        return Answer(devices=others) if len(others) == 1 else None
    if any(_says(book, texts) for book in (words_of.all, words_of.everywhere, words_of.them)):
        return Answer(devices=question.candidates)
    return None
