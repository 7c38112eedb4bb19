"""Which devices a request is likely about, from its own words; no model is asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import math
from typing import Final

from .index import Home
from .kinds import VERB_DOMAINS
from .lexicon import Lexicon, lexicon
from .phrase import Meaning, Phrase, by_core, phrase
from .terms import Terms, terms_of
from .verbs import verbs
from .words import PhraseBook, Word, split

# In characters: weighing each word of a longer text would keep the home waiting.
MOST_READ: Final = 500
_NAME: Final = 3.0
_PLACE: Final = 2.4
_KIND: Final = 2.0
_LOOSE_KIND: Final = 1.4
_LIKELY_PLACE: Final = 1.8
_FULL_NAME: Final = 1.5
_UNSAID: Final = 0.2
_VERB: Final = 1.6
# Of a verb that is said of so few domains, even a device that nothing else speaks for is likely.
_FEW: Final = 2
_HERE: Final = 1.2
_NEAR: Final = 60
# A word that speaks for more devices than this tells little.
_TELLING: Final = 120
_MANY: Final = 400
_FOCUS: Final = 1.0
_NOTHING: Final[frozenset[str]] = frozenset()
_READ_ONLY: Final = frozenset({"sensor", "binary_sensor"})


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Entity ids, the likeliest first, with what was found in the text.

    `named` are devices whose own name or alias is in the text; `areas` and `floors` the ids of places
    whose name is; `kinds` are keys of `KINDS`.
    """

    devices: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    floors: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    everywhere: bool = False


def select(
    home: Home,
    text: str,
    language: str | None,
    *,
    here: str | None = None,
    focus: Sequence[str] = (),
    most: int = 6,
) -> Selection:
    """Return what a request is likely about.

    `here` is the area of the satellite, `focus` what the conversation spoke of last (entity ids).
    """
    terms, words_of = terms_of(home), lexicon(language)
    words = split(text)
    said = phrase(terms, words_of, words)
    actions = {verb.action for verb in verbs(words_of, words)}
    scores = _scores(terms, said)
    _add_verbs(terms, actions, scores)
    placed = _is_placed(terms, words_of, said)
    _add_context(terms, said, scores, here, focus, placed=placed, short=_is_short(words_of, words))
    named = _named(said, scores)
    ranked = _ranked(terms, said, scores, most)
    places = [key for _, _, keys in said.places for key in keys]
    return Selection(
        devices=tuple(ranked),
        scores=ranked,
        areas=tuple(key for key in places if key in home.areas),
        floors=tuple(key for key in places if key in home.floors),
        kinds=said.kinds,
        named=named,
        everywhere=_says(words_of.everywhere, words) or _says(words_of.all, words),
    )


def _says(book: PhraseBook[bool], words: Sequence[Word]) -> bool:
    """Return whether one of the phrases is in the text."""
    return next(book.within([word.text for word in words]), None) is not None


def _scores(terms: Terms, said: Phrase) -> defaultdict[str, float]:
    """Return how well each device explains the words, each word by what says it best."""
    scores: defaultdict[str, float] = defaultdict(float)
    pool = _pool(said)
    for meaning in said.meanings:
        for id_, weight in _weights(meaning, pool).items():
            scores[id_] += weight
    for start, end, ids in said.named:
        for id_ in ids:
            scores[id_] += _FULL_NAME * (end - start)
    return scores


def _pool(said: Phrase) -> frozenset[str]:
    """Return the devices that a telling word speaks for; in a large home only they are weighed."""
    groups = [
        group
        for meaning in said.meanings
        for group in (meaning.name, meaning.place, meaning.kind, meaning.likely_place)
    ]
    if sum(map(len, groups)) <= _MANY:
        return frozenset()
    telling = frozenset().union(*(group for group in groups if len(group) <= _TELLING))
    return telling if len(telling) >= _NEAR else frozenset()


def _weights(meaning: Meaning, pool: frozenset[str]) -> dict[str, float]:
    """Return what a word adds to each device; a rare name says more than one that many have."""
    rarity = 1 / (1 + len(meaning.name) / 40)
    base = _KIND if meaning.kinds else _PLACE
    # The best reason comes last.
    reasons = (
        (meaning.kind, _LOOSE_KIND),
        (meaning.likely_place, _LIKELY_PLACE),
        (meaning.exact_kind, _KIND),
        (meaning.place, _PLACE),
        (meaning.name, base + (_NAME - base) * rarity),
    )
    weights: dict[str, float] = {}
    for devices, weight in reasons:
        near = devices & pool if pool and len(devices) > _TELLING else devices
        weights |= dict.fromkeys(near, weight)
    return weights


def _ranked(terms: Terms, said: Phrase, scores: Mapping[str, float], most: int) -> dict[str, float]:
    """Return the likeliest devices; of equals, those of whose names least was left out."""
    spoken = frozenset(meaning.word.stem for meaning in said.meanings)
    # More than these cannot change places by what was left out.
    near = sorted(zip(scores.values(), scores, strict=True), reverse=True)[: max(4 * most, _NEAR)]
    final: dict[str, float] = {}
    least = -math.inf
    for score, id_ in near:
        if score < least:
            break
        unsaid = min(len(name - spoken) for name in terms.name_stems[id_])
        final[id_] = score - _UNSAID * unsaid
        if len(final) == most:
            least = min(final.values())
    ranked = sorted(final, key=lambda id_: (-final[id_], id_))[: max(most, 0)]
    return {id_: round(final[id_], 2) for id_ in ranked}


def _add_verbs(terms: Terms, actions: set[str], scores: defaultdict[str, float]) -> None:
    """Prefer what the verbs are said of; a verb that is said of little else says so by itself."""
    spoken_of = [VERB_DOMAINS[action] for action in actions if action in VERB_DOMAINS]
    domains = _NOTHING.union(*spoken_of)
    for id_ in scores if domains else ():
        if terms.devices[id_].domain in domains:
            scores[id_] += _VERB
    special = (domains for domains in spoken_of if len(domains) <= _FEW)
    for id_ in terms.of_domains(frozenset().union(*special)):
        scores[id_] += _VERB


def _is_short(words_of: Lexicon, words: Sequence[Word]) -> bool:
    """Return whether the text refers to what was said before."""
    books = (words_of.it, words_of.them, words_of.other, words_of.conjunctions)
    return len(words) <= 8 and any(_says(book, words) for book in books)


def _is_placed(terms: Terms, words_of: Lexicon, said: Phrase) -> bool:
    """Return whether a place is said; the "floor" of a floor lamp says none without its name."""
    spoken = {meaning.word.stem for meaning in said.meanings}
    return any(
        meaning.likely_place
        or meaning.word.stem not in words_of.place_nouns
        or any(core <= spoken for core in by_core(terms, words_of, meaning.word.stem))
        for meaning in said.meanings
        if meaning.is_place
    )


def _add_context(
    terms: Terms,
    said: Phrase,
    scores: defaultdict[str, float],
    here: str | None,
    focus: Sequence[str],
    *,
    placed: bool,
    short: bool,
) -> None:
    """Prefer the satellite's room where no place is said, and what was spoken of before."""
    if here and not placed:
        for id_ in terms.by_area.get(here, ()):
            if id_ in scores or id_.partition(".")[0] not in _READ_ONLY:
                scores[id_] += _HERE
    about = [id_ for id_ in focus if id_ in terms.devices]
    bare = not said.kinds and not said.named
    for id_ in about:
        scores[id_] += _FOCUS + (_NAME if short and bare else 0)
    if bare and placed and short:
        # "And in the bedroom?": the same kind of thing, elsewhere.
        for id_ in terms.of_domains({id_.partition(".")[0] for id_ in about}) & scores.keys():
            scores[id_] += _KIND


def _named(said: Phrase, scores: Mapping[str, float]) -> tuple[str, ...]:
    """Return the devices whose own name is said, without those that a longer name contains."""
    spans = [(start, end) for start, end, _ in said.named]
    kept = [
        (start, end, ids)
        for start, end, ids in said.named
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans)
    ]
    found = dict.fromkeys(id_ for _, _, ids in kept for id_ in ids)
    return tuple(sorted(found, key=lambda id_: -scores[id_]))
