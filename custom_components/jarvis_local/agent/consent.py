"""A yes or a PIN that an act waits for: who may give it, and what the user's next words make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
import unicodedata

from homeassistant.components.conversation import ConversationInput

from ..home.lexicon import Lexicon
from ..home.words import PhraseBook, split
from ..policy import Confirmation, PendingAct, strictest
from .pin import digits_of, lexicons, may_hold_pin, refuses

_MOST_WORDS: Final = 14
_MOST_READ: Final = 200
_OPENS: Final = frozenset({"open", "open_cover", "unlock"})
# Signs that take a yes back, or show what nobody can read.
_SIGNS: Final = "So"


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who speaks, as far as Home Assistant knows: the user who is logged in, the device spoken to."""

    user_id: str | None
    device_id: str | None
    satellite_id: str | None

    @classmethod
    def of(cls, user_input: ConversationInput) -> Asker:
        """Return who said something."""
        return cls(
            user_id=user_input.context.user_id,
            device_id=user_input.device_id,
            satellite_id=user_input.satellite_id,
        )


@dataclass(frozen=True, kw_only=True)
class PendingConsent:
    """Acts that wait for consent: what was said to ask for them, who said it, and when they were asked about."""

    acts: tuple[PendingAct, ...]
    text: str
    asker: Asker
    spared: frozenset[str] = frozenset()
    asked_at: float

    @property
    def needs_pin(self) -> bool:
        """Return whether a yes is not enough."""
        return strictest(act.level for act in self.acts) is Confirmation.PIN


class Answer(StrEnum):
    """What was answered.

    PERHAPS_PIN has digits that no PIN can be read from; NEITHER is that the user spoke of something else.
    """

    YES = "yes"
    NO = "no"
    PIN = "pin"
    PERHAPS_PIN = "perhaps_pin"
    NEITHER = "neither"


def answer_of(pending: PendingConsent, text: str, language: str | None) -> Answer:
    """Return what a person's words are to the question, in any language that Jarvis speaks.

    A yes may repeat what was asked for, and nothing else: "yes, but only the left one" is none.
    """
    texts = [word.text for word in split(text[:_MOST_READ])]
    if pending.needs_pin and may_hold_pin(text, language):
        if digits_of(text, language):
            return Answer.PIN
        says_no = any(_begins(words_of.decline, texts) for words_of in lexicons(language))
        return Answer.NO if says_no else Answer.PERHAPS_PIN
    if not texts or len(texts) > _MOST_WORDS:
        return Answer.NEITHER
    asked = _asked(pending, language)
    for words_of in lexicons(language):
        if _is_no(words_of, texts):
            return Answer.NO
        if not _is_unsure(text) and _is_yes(words_of, texts, asked):
            return Answer.YES
    return Answer.NEITHER


def _asked(pending: PendingConsent, language: str | None) -> frozenset[str]:
    """Return the words of the request that a yes may repeat; none of a request for one of several."""
    texts = [word.text for word in split(pending.text[:_MOST_READ])]
    for words_of in lexicons(language):
        if refuses(words_of, texts) or next(words_of.conjunctions.within(texts), None):
            return frozenset()
    opens = all(act.verb in _OPENS for act in pending.acts)
    said = (_opening(words_of) for words_of in lexicons(language) if opens)
    return frozenset(texts).union(*said)


def _opening(words_of: Lexicon) -> frozenset[str]:
    """Return the verbs that open or unlock: who asked to unlock may say "yes, open it"."""
    patterns = (pattern for some in words_of.verbs.values() for pattern in some)
    return frozenset(words[0] for action, words in patterns if action in _OPENS and len(words) == 1)


def _is_unsure(text: str) -> bool:
    """Return whether a text is asked back, or has signs that nobody can hear."""
    return "?" in text or any(unicodedata.category(letter) == _SIGNS for letter in text)


def _begins(book: PhraseBook[bool], texts: Sequence[str]) -> bool:
    """Return whether a text begins with one of the phrases."""
    return bool(texts) and book.longest(texts, 0) is not None


def _is_no(words_of: Lexicon, texts: Sequence[str]) -> bool:
    """Return whether a text is nothing but a no, perhaps after a yes that it takes back."""
    position, found = 0, False
    books = (words_of.agree, words_of.hails, words_of.fillers, words_of.it, words_of.them)
    while position < len(texts):
        declined = words_of.decline.longest(texts, position)
        ends = [end[0] for book in books if (end := book.longest(texts, position))]
        if declined is not None and declined[0] >= max(ends, default=0):
            found, position = True, declined[0]
        elif ends:
            position = max(ends)
        else:
            return False
    return found


def _is_yes(words_of: Lexicon, texts: Sequence[str], asked: frozenset[str]) -> bool:
    """Return whether a text is a yes, small words, and words of what was asked for."""
    position, found = 0, False
    around = (words_of.hails, words_of.fillers, words_of.it, words_of.them)
    while position < len(texts):
        agreed = _end(words_of.agree, texts, position)
        other = max(_end(book, texts, position) for book in around)
        if not agreed and _may_ask(words_of, texts, position, other, is_first=not found):
            return False
        if agreed and agreed >= other:
            found, position = True, agreed
        elif other:
            position = other
        elif found and texts[position] in asked:
            position += 1
        else:
            return False
    return found


def _may_ask(
    words_of: Lexicon, texts: Sequence[str], position: int, end: int, *, is_first: bool
) -> bool:
    """Return whether somebody asks, or tells of others: "est-il d'accord", "il est d'accord"."""
    if _end(words_of.questions, texts, position) > position + 1:
        return True
    return is_first and end == position + 1 and texts[position] in words_of.questions.words()


def _end(book: PhraseBook[bool], texts: Sequence[str], position: int) -> int:
    """Return where the longest phrase that begins at a position ends, zero if there is none."""
    return 0 if (found := book.longest(texts, position)) is None else found[0]
