"""Which of the devices that explain every word are meant: one, all of a place, or nobody knows."""

from dataclasses import replace

from ..words import folded
from .group import Group
from .values import NONE, Around, MustAsk, Target, Wanted

# The kinds whose words tell one from another.
_TOLD_APART = frozenset({"light", "list", "shopping_list"})


def decide(around: Around, words: Group, fit: frozenset[str], wanted: Wanted) -> Target:
    """Choose among the devices that explain every word."""
    of_kind = _narrowed(around, words, fit, wanted)
    if words.is_only_place and (words.all or words.everywhere):
        return Target(candidates=of_kind, must_ask=MustAsk.EVERYWHERE)
    # "Turn off the kitchen" means its lights.
    together = words.is_only_place and of_kind <= around.terms.of_domains(wanted.together)
    named = _called(around, words, fit)
    plural = words.is_plural(around.lexicon) or together
    plural = plural and not _is_plural_name(around, words, named)
    if named and not (plural and len(of_kind) > 1 and of_kind - named):
        return Target(devices=named) if plural else _one_of(around, named)
    of_kind, placed = _placed(around, words, of_kind, fit, wanted)
    if len(of_kind) == 1:
        return Target(devices=of_kind)
    is_all = wanted.loose and of_kind <= around.terms.of_kind("light")
    if plural or words.everywhere or (placed and (is_all or words.is_mass(around.lexicon))):
        return _several(around, words, of_kind, wanted, placed=placed)
    return _one_of(around, of_kind if is_all else _specific(around, words, of_kind))


def _placed(
    around: Around, words: Group, devices: frozenset[str], fit: frozenset[str], wanted: Wanted
) -> tuple[frozenset[str], bool]:
    """Return the devices, those of this room where no place is said, and whether there is a place."""
    if any(meaning.is_place and not meaning.name >= fit for meaning in words.meanings):
        return devices, True
    whole = words.everywhere or (words.all and not wanted.loose)
    near = frozenset[str]() if whole and not words.here else devices & around.nearby
    return near or devices, bool(near)


def _called(around: Around, words: Group, fit: frozenset[str]) -> frozenset[str]:
    """Return the devices that are called so; one that is only called "Blind" is one among others."""
    named = words.named(fit)
    said = frozenset(meaning.word.stem for meaning in words.meanings)
    if not named or len(words.kinds) < len(words.meanings):
        return named
    others = (name for id_ in fit - named for name in around.terms.name_stems[id_])
    return NONE if any(said < name for name in others) else named


def _several(
    around: Around, words: Group, devices: frozenset[str], wanted: Wanted, *, placed: bool
) -> Target:
    """Take all of a kind at a place; without a place, only where the whole home was said."""
    is_all = words.all and (placed or wanted.loose or not around.here)
    if (is_all or words.everywhere) and (placed or wanted.whole):
        return Target(devices=devices)
    if not placed:
        return Target(candidates=devices, must_ask=MustAsk.EVERYWHERE)
    if _is_one_place(around, words, devices):
        return Target(devices=devices)
    return Target(candidates=devices, must_ask=MustAsk.SEVERAL)


def _is_one_place(around: Around, words: Group, devices: frozenset[str]) -> bool:
    """Return whether a place is named in full, so that it is no one of several bedrooms."""
    areas = {around.terms.devices[id_].area_id for id_ in devices}
    if len(areas) == 1:
        return True
    said = [meaning.word for meaning in words.meanings if meaning.is_place]
    if any(word.is_plural for word in said):
        return True
    partial = {
        meaning.word.stem
        for start, end, _ in words.said.places
        for meaning in words.said.meanings[start:end]
    }
    if all(word.stem in partial for word in said):
        return True
    likely = [meaning for meaning in words.meanings if meaning.is_place and not meaning.place]
    return bool(likely) and _on_floors(around, devices)


def _on_floors(around: Around, devices: frozenset[str]) -> bool:
    """Return whether devices are all that their floors have of their kind."""
    floors = {around.terms.devices[id_].floor_id for id_ in devices}
    domains = {around.terms.devices[id_].domain for id_ in devices}
    if None in floors:
        return False
    there = {
        id_
        for floor in floors
        for id_ in around.terms.by_area.get(floor or "", ())
        if around.terms.devices[id_].domain in domains
    }
    return there == devices


def _narrowed(around: Around, words: Group, fit: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Return the devices that are exactly of the kind said, at the place that is named in full."""
    for meaning in words.kinds:
        fit = fit & meaning.exact_kind or fit & meaning.kind or fit
        if (meaning.word.stem,) not in around.lexicon.kinds:
            # Of "ceiling lights", the light is the kind and the ceiling tells which.
            fit = fit & meaning.name or fit
    if words.is_only_place:
        fit = fit & around.terms.of_domains(wanted.together) or fit
    full = frozenset(
        id_
        for _, _, keys in words.said.places
        for key in keys
        for id_ in around.terms.by_area.get(key, ())
    )
    return fit & full or fit


def _is_plural_name(around: Around, words: Group, named: frozenset[str]) -> bool:
    """Return whether the plural belongs to the name of one device: the fairy lights."""
    if len(named) != 1 or words.all:
        return False
    plurals = {meaning.word.text for meaning in words.kinds if meaning.word.is_plural}
    names = around.terms.devices[next(iter(named))].names
    return bool(plurals) and any(plurals <= set(folded(name)) for name in names)


def _specific(around: Around, words: Group, devices: frozenset[str]) -> frozenset[str]:
    """Prefer what has the very word in its name: the lamp, where there is also a ceiling light."""
    for meaning in words.kinds:
        if meaning.kinds <= _TOLD_APART and meaning.word.stem not in around.lexicon.generic:
            devices = devices & meaning.name or devices
    return devices


def _one_of(around: Around, devices: frozenset[str]) -> Target:
    """Return the one device, the one in this room, or all of them as candidates."""
    chosen = devices & around.nearby or devices
    if len(chosen) == 1:
        return Target(devices=chosen)
    return Target(candidates=chosen, must_ask=MustAsk.SEVERAL)


def in_state(around: Around, target: Target, state: str) -> Target:
    """Return of the devices that may be meant only those in a state, unless none is."""
    there = frozenset(
        id_
        for id_ in target.candidates
        if (known := around.states.get(id_)) is not None and known.state == state
    )
    if len(there) == 1:
        return replace(target, devices=there, candidates=NONE, must_ask=None)
    return replace(target, candidates=there) if there else target


def without_words(around: Around, words: Group, wanted: Wanted) -> Target:
    """Return what "it" means, or the only device that the verb can be said of."""
    fitting = wanted.devices
    focus = frozenset(around.focus) & fitting
    if words.other:
        return Target(unexplained=True)
    if words.it or words.them:
        if focus and (len(focus) == 1 or words.them):
            return Target(devices=focus)
        return Target(candidates=focus)
    near = fitting & around.nearby
    if near and (words.here or wanted.loose) and near <= _all_of(around, words, wanted):
        return Target(devices=near)
    if words.everywhere or words.all:
        return Target(unexplained=True)
    return _one_of(around, fitting) if fitting else Target()


def _all_of(around: Around, words: Group, wanted: Wanted) -> frozenset[str]:
    """Return the devices all of which are meant where only "here" is said, or nothing."""
    return around.terms.of_domains(wanted.together if words.here else ("light",))
