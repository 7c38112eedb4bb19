"""What a round's words pass before anyone hears them."""

from ..home import Home
from ..home.select import MOST_READ, select
from .reading import Reading, Sort
from .sentences import Sentences
from .truth import TruthGate, is_command, is_question, wants_text


class Hold:
    """Holds every word back: what the user wants is clear, so only a deed counts."""

    def __init__(self) -> None:
        """Start with nothing held."""
        self.held = ""

    def feed(self, text: str) -> str:
        """Hold it."""
        self.held += text
        return ""

    def flush(self) -> str:
        """Go on holding."""
        return ""

    def finish(self) -> str:
        """Go on holding."""
        return ""


class NotAgain:
    """Lets through what another gate does, but no sentence that was said in this turn already."""

    def __init__(self, gate: TruthGate, spoken: str) -> None:
        """Start with what was said."""
        self._gate = gate
        self._spoken = " ".join(spoken.split())
        self._sentences = Sentences()

    @property
    def held(self) -> str:
        """Return what was held back."""
        return self._gate.held

    def feed(self, text: str) -> str:
        """Return what may be spoken now."""
        return "".join(map(self._new, self._sentences.feed(text)))

    def flush(self) -> str:
        """Return what may be spoken of a sentence that is broken off."""
        return "".join(map(self._new, self._sentences.finish())) + self._gate.flush()

    def finish(self) -> str:
        """Return what may be spoken at the end of the round."""
        return self.flush() + self._gate.finish()

    def _new(self, sentence: str) -> str:
        """Return what may be spoken of a sentence."""
        said = " ".join(sentence.split())
        return "" if said and said in self._spoken else self._gate.feed(sentence)


def truth_gate(home: Home, reading: Reading, text: str, language: str) -> TruthGate:
    """Return the gate for the answers to a request."""
    words_only = not reading.tools and wants_text(text, language)
    return TruthGate(
        language,
        asked_state=asks_state(reading, text, language),
        wants_deed=not words_only and _wants_deed(home, reading, text, language),
        wants_text=words_only,
    )


def _wants_deed(home: Home, reading: Reading, text: str, language: str) -> bool:
    """Return whether a deed in the home is wanted: to "play a game with me", words are an answer."""
    if reading.sort is not Sort.COMMAND and not is_command(text, language):
        return False
    if reading.tools:
        return True
    found = select(home, text[:MOST_READ], language)
    return bool(found.kinds or found.named)


def asks_state(reading: Reading, text: str, language: str) -> bool:
    """Return whether the user wants to know something, which a state is the answer to."""
    if reading.sort is Sort.COMMAND:
        return False
    return reading.sort is Sort.QUESTION or is_question(text, language)
