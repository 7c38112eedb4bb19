"""Holds back what a reply claims to have done as long as nothing was done."""

from collections.abc import Iterable
import re
from typing import Final

from ...home.words import without_accents
from ..sentences import Sentences
from .claims import Claim, admits, claims, is_open

_WORDS: Final = re.compile(r"\w+")
_SHORTEST: Final = 3


class TruthGate:
    """Judges a streamed reply sentence by sentence, for the rounds of one turn.

    `asked_state` says that the user wanted to know something, so that a state is an answer;
    `wants_deed` that a deed was asked for: a mere "Certainly." would mean it was done, so nothing
    is said until a deed was done or a sentence asks, denies, offers or explains;
    `wants_text` that a joke, a poem or a translation was asked for, which may say anything.
    """

    def __init__(
        self,
        language: str | None,
        *,
        asked_state: bool = False,
        wants_deed: bool = False,
        wants_text: bool = False,
    ) -> None:
        """Start a turn in which nothing has been done yet."""
        self._language = language
        self._wants_text = wants_text
        self._asked_state = asked_state
        self._wants_deed = wants_deed
        self._sentences = Sentences()
        self._done = False
        self._done_words: set[str] = set()
        self._failed_words: set[str] = set()
        self._failed = False
        self._waiting = ""
        self._is_open = False
        self._held = ""

    @property
    def held(self) -> str:
        """Return what was held back and what came after it."""
        return self._held

    def deed_done(self, names: Iterable[str] = ()) -> None:
        """Note that a tool changed something, and what it is called."""
        self._done = True
        self._done_words |= _words(names)

    def failed(self, names: Iterable[str] = ()) -> None:
        """Note that a tool which should change something did not, and what of."""
        self._failed = True
        self._failed_words |= _words(names)

    def feed(self, text: str) -> str:
        """Return what may be said now, with a new piece of the reply."""
        if self._done and not self._failed and not self._held:
            return self._take_waiting() + "".join(self._sentences.finish()) + text
        return "".join(map(self._judge, self._sentences.feed(text)))

    def flush(self) -> str:
        """Return what may be said of a sentence that is broken off."""
        return "".join(map(self._judge, self._sentences.finish()))

    def finish(self) -> str:
        """Return what may be said now that the reply is over; what still waits is held."""
        said = self.flush()
        if self._done:
            return said + self._take_waiting()
        self._held = self._take_waiting() + self._held
        return said

    def _judge(self, sentence: str) -> str:
        """Return a sentence if it may be said, with what waited for it."""
        if self._held:
            self._held += sentence
            return ""
        claim = claims(sentence, self._language)
        if not self._may_say(sentence, claim):
            self._held = self._take_waiting() + sentence
            return ""
        if self._wants_deed and not self._done and not self._opens(sentence):
            self._waiting += sentence
            return ""
        return self._take_waiting() + sentence

    def _opens(self, sentence: str) -> bool:
        """Return whether a sentence shows that nothing was done, so that the rest is no claim."""
        if not self._is_open:
            self._is_open = is_open(sentence, self._language)
        return self._is_open

    def _may_say(self, sentence: str, claim: Claim) -> bool:
        """Return whether a claim is true, or no claim at all."""
        if claim is Claim.NOTHING or self._wants_text:
            return True
        if claim is Claim.STATE and self._asked_state:
            return True
        if not self._done:
            return False
        return not self._failed or self._tells_apart(sentence)

    def _tells_apart(self, sentence: str) -> bool:
        """Return whether a claim is about what was done alone, or says what was not."""
        if admits(sentence, self._language):
            return True
        words = _words((sentence,))
        failed = self._failed_words - self._done_words
        return not words & failed and bool(words & (self._done_words - self._failed_words))

    def _take_waiting(self) -> str:
        """Return what was waiting."""
        waiting, self._waiting = self._waiting, ""
        return waiting


def _words(texts: Iterable[str]) -> set[str]:
    """Return the words of names that tell things apart, without accents and plural."""
    letters = without_accents(" ".join(texts).casefold())
    return {word.rstrip("s") for word in _WORDS.findall(letters) if len(word) >= _SHORTEST}
