"""A yes or a PIN that an act waits for: who may give it, and what the user's next words make of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from homeassistant.components.conversation import ConversationInput

from ..home.lexicon import Lexicon, lexicon
from ..home.words import PhraseBook, Word, split
from ..languages import read_folder
from ..policy import Confirmation, PendingAct, strictest
from .reading.values import number_at

_MOST_WORDS: Final = 14
# "The PIN is 4711, please."
_MOST_AROUND: Final = 6
_SEPARATORS: Final = str.maketrans("", "", ".,")


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
    asked_at: float

    @property
    def needs_pin(self) -> bool:
        """Return whether a yes is not enough."""
        return strictest(act.level for act in self.acts) is Confirmation.PIN


class Answer(StrEnum):
    """What was answered; NEITHER is that the user spoke of something else."""

    YES = "yes"
    NO = "no"
    PIN = "pin"
    NEITHER = "neither"


def answer_of(pending: PendingConsent, text: str, language: str | None) -> Answer:
    """Return what a person's words are to the question, in any language that Jarvis speaks.

    A yes may repeat what was asked for, and nothing else: "yes, but only the left one" is none.
    """
    words = split(text)
    if not words or len(words) > _MOST_WORDS:
        return Answer.NEITHER
    if pending.needs_pin and digits_of(text, language):
        return Answer.PIN
    asked = frozenset(word.text for word in split(pending.text))
    for words_of in _lexicons(language):
        if _is_only(words_of, words_of.decline, words, frozenset()):
            return Answer.NO
        if _is_only(words_of, words_of.agree, words, asked):
            return Answer.YES
    return Answer.NEITHER


def digits_of(text: str, language: str | None) -> str:
    """Return the digits that a text names, in figures or in words; none if it says much else."""
    words_of, words = lexicon(language), split(text)
    digits, others, position = "", 0, 0
    while position < len(words):
        # Speech recognition may write 4,711.
        if (figures := words[position].text.translate(_SEPARATORS)).isdecimal():
            digits += figures
            position += 1
        elif (number := number_at(words_of, words, position)) is not None:
            digits += f"{number[0]:.0f}"
            position = number[1]
        else:
            others += 1
            position += 1
    return digits if others <= _MOST_AROUND else ""


def _lexicons(language: str | None) -> Iterator[Lexicon]:
    """Yield the words of the language, then those of the others."""
    yield lexicon(language)
    yield from (lexicon(other) for other in sorted(read_folder("words")) if other != language)


def _is_only(
    words_of: Lexicon, book: PhraseBook[bool], words: Sequence[Word], asked: frozenset[str]
) -> bool:
    """Return whether words are one of the phrases, small words, and words of what was asked for."""
    texts = [word.text for word in words]
    position, found = 0, False
    around = (words_of.fillers, words_of.it, words_of.them)
    while position < len(texts):
        if (match := book.longest(texts, position)) is not None:
            found, position = True, match[0]
        elif ends := [end[0] for some in around if (end := some.longest(texts, position))]:
            position = max(ends)
        elif found and texts[position] in asked and texts[position] not in words_of.blocked.words():
            position += 1
        else:
            return False
    return found
