"""What one verb makes of a clause, once it is known of what it is said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ...home import Home
from ...home.targets import MustAsk, Target
from ...home.verbs import Verb
from .acts import Call, act_for, acts_for
from .reading import Act, Missing

_SECURED = frozenset({"garage", "gate", "door"})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one verb makes of a clause; None of its words is left unexplained."""

    verb: Verb
    acts: tuple[Act, ...] = ()
    options: tuple[Act, ...] = ()
    missing: Missing | None = None
    must_ask: MustAsk | None = None
    tools: frozenset[str] = frozenset()

    @property
    def is_clear(self) -> bool:
        """Return whether it can be done."""
        return bool(self.acts) and self.must_ask is None


def outcome_of(
    home: Home, verb: Verb, targets: Sequence[Target], calls: dict[str, Call]
) -> Outcome | None:
    """Return the acts on the targets, or one for each candidate."""
    tools = frozenset(
        calls[home.devices[id_].domain][0]
        for target in targets
        for id_ in target.devices | target.candidates
    )
    if all(target.is_clear for target in targets):
        devices = {id_ for target in targets for id_ in target.devices}
        per_device = {id_: calls[home.devices[id_].domain] for id_ in _in_order(home, devices)}
        must_ask = MustAsk.LOCK if _is_secured(home, verb, devices) else None
        acts = acts_for(home, per_device, whole=any(len(t.devices) > 1 for t in targets))
        if must_ask is None:
            return Outcome(verb=verb, acts=acts, tools=tools)
        options = _options(home, devices, calls)
        return Outcome(verb=verb, options=options, must_ask=must_ask, tools=tools)
    unclear = [target for target in targets if not target.is_clear]
    candidates = unclear[0].candidates if len(targets) == 1 else frozenset()
    is_lock = verb.action in ("lock", "unlock") and len(candidates) > 1
    return Outcome(
        verb=verb,
        options=_options(home, candidates, calls),
        missing=Missing.TARGET,
        must_ask=MustAsk.LOCK if is_lock else unclear[0].must_ask,
        tools=tools,
    )


def _options(home: Home, candidates: Collection[str], calls: dict[str, Call]) -> tuple[Act, ...]:
    """Return one act for each device that may be meant, in the home's order."""
    devices = (home.devices[id_] for id_ in _in_order(home, candidates))
    return tuple(act_for(home, device, calls[device.domain]) for device in devices)


def _in_order(home: Home, ids: Collection[str]) -> Collection[str]:
    """Return entity ids in the home's order."""
    return ids if len(ids) < 2 else [id_ for id_ in home.devices if id_ in ids]


def _is_secured(home: Home, verb: Verb, devices: set[str]) -> bool:
    """Return whether several locks, or doors to be opened, are meant at once."""
    if len(devices) < 2:
        return False
    if verb.action in ("lock", "unlock"):
        return True
    classes = {home.devices[id_].device_class for id_ in devices}
    return verb.action == "open" and bool(classes & _SECURED)
