"""What kinds of devices are called, in any language."""

from collections.abc import Mapping
from functools import cache

from ...home.kinds import KINDS, Kind
from ...home.lexicon import Lexicon, lexicons
from ...home.words import stems
from .words import NOTHING, Words, words_of

# Of covers and players a word says the device class; of other kinds it says the domain.
_BY_CLASS = frozenset({"cover", "media_player"})
CLASSES = frozenset(
    name for kind in KINDS.values() if kind.domains & _BY_CLASS for name in kind.classes
)


@cache
def _terms() -> Mapping[str, Words]:
    """Return the words for each kind; of a phrase only if each of its words is one for a kind."""
    found = dict.fromkeys(KINDS, NOTHING)
    for of in lexicons():
        groups = _phrases(of)
        single = {next(iter(p)) for group in groups.values() for p in group if len(p) == 1}
        for key, group in groups.items():
            found[key] |= NOTHING.union(*(p for p in group if p <= single))
    return found


def _phrases(of: Lexicon) -> dict[str, list[Words]]:
    """Return a language's phrases for each kind, without those that one device has for a name."""
    return {
        key: [
            words
            for text in texts
            if not (words := frozenset(stems(text, of.stops))) & of.particular
        ]
        for key, texts in of.content["kinds"].items()
    }


@cache
def domain_words(domain: str) -> Words:
    """Return the words for any device of a domain."""
    named = (_terms()[key] for key, kind in KINDS.items() if _is_any(kind, domain))
    return words_of(domain).union(*named)


def _is_any(kind: Kind, domain: str) -> bool:
    """Return whether a kind's word stands for any device of a domain."""
    anything = domain in kind.loose and not kind.loose_classes
    return domain in kind.domains and (anything or not kind.classes)


@cache
def class_words(device_class: str | None, domain: str | None = None) -> Words:
    """Return the words for a device class of a domain, or of any that people tell by their class."""
    if device_class is None:
        return NOTHING
    domains = frozenset({domain}) if domain else _BY_CLASS
    named = (
        _terms()[key]
        for key, kind in KINDS.items()
        if kind.domains & domains and device_class in kind.classes
    )
    return words_of(device_class).union(*named)


@cache
def loose_classes(domain: str, device_class: str | None) -> Words:
    """Return the classes that are also said of another class of the domain, or of one without."""
    return NOTHING.union(*(KINDS[key].classes for key in _loosely(domain, device_class)))


@cache
def loose_words(domain: str, device_class: str | None) -> Words:
    """Return the words that may be used for a kind of device where nothing is exactly so."""
    return NOTHING.union(*(_terms()[key] for key in _loosely(domain, device_class)))


def _loosely(domain: str, device_class: str | None) -> list[str]:
    """Return the kinds whose words may be used; only of domains that are told by their class."""
    return [
        key
        for key, kind in KINDS.items()
        if domain in _BY_CLASS & kind.domains and kind.may_say(domain, device_class)
    ]


@cache
def kind_words(domain: str, device_class: str | None) -> Words:
    """Return the words that stand for a kind of device."""
    return domain_words(domain) | class_words(device_class, domain)
