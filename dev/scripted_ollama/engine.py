"""Which models are in memory, with what context, and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import time
from typing import Any

from .catalogue import Model
from .speed import PrefixCache, Slot, Speed
from .wire import FOR_EVER, stamp

DEFAULT_KEEP_ALIVE = 300.0

# A change of any of these makes Ollama load the model anew.
_RUNNER_OPTIONS = (
    "num_ctx",
    "num_batch",
    "num_gpu",
    "num_thread",
    "main_gpu",
    "use_mmap",
    "draft_num_predict",
)


@dataclass
class Runner:
    """A model in memory; `expires` is on the monotonic clock, `load_seconds` what loading took."""

    model: Model
    num_ctx: int
    wanted: Mapping[str, Any]
    cache: PrefixCache
    expires: float = 0.0
    load_seconds: float = 0.0

    def keep(self, keep_alive: float) -> None:
        """Put the end off by so many seconds from now."""
        self.expires = time.monotonic() + keep_alive

    def entry(self) -> dict[str, Any]:
        """Return the model as `/api/ps` lists it."""
        left = min(max(self.expires - time.monotonic(), 0.0), FOR_EVER)
        model = self.model
        return {
            "name": model.full_name,
            "model": model.full_name,
            "size": model.size,
            "digest": model.digest,
            "details": model.details,
            "expires_at": stamp(datetime.now(UTC) + timedelta(seconds=left)),
            "size_vram": model.size if model.size_vram is None else model.size_vram,
            "context_length": self.num_ctx,
        }


@dataclass
class Engine:
    """The models in memory; `loads` remembers each time that one was loaded."""

    speed: Speed
    slots: int = 1
    default_num_ctx: int = 4096
    loads: list[tuple[str, int]] = field(default_factory=list)
    _runners: dict[str, Runner] = field(default_factory=dict)

    def load(self, model: Model, options: Mapping[str, Any], *, shift: bool) -> Runner:
        """Return the runner for a request, loaded anew where its options ask for another one."""
        num_ctx = self._num_ctx(model, options)
        wanted = {key: options.get(key) for key in _RUNNER_OPTIONS} | {
            "num_ctx": num_ctx,
            "shift": shift,
        }
        runner = self._alive().get(model.full_name)
        if runner and runner.wanted == wanted:
            runner.load_seconds = 0.0
            return runner
        cache = PrefixCache([Slot() for _ in range(self.slots)])
        runner = Runner(model, num_ctx, wanted, cache, load_seconds=self.speed.load)
        runner.keep(DEFAULT_KEEP_ALIVE)
        self._runners[model.full_name] = runner
        self.loads.append((model.full_name, num_ctx))
        return runner

    def unload(self, model: Model) -> None:
        """Drop a model from memory."""
        self._runners.pop(model.full_name, None)

    def clear(self) -> None:
        """Drop every model, as a killed server does."""
        self._runners.clear()

    def loaded(self) -> Sequence[Runner]:
        """Return what is in memory, the longest to stay first."""
        return sorted(self._alive().values(), key=lambda runner: -runner.expires)

    def _alive(self) -> dict[str, Runner]:
        """Return the models by name, less those whose time is over."""
        now = time.monotonic()
        self._runners = {k: v for k, v in self._runners.items() if v.expires > now}
        return self._runners

    def _num_ctx(self, model: Model, options: Mapping[str, Any]) -> int:
        """Return the context that Ollama would allocate."""
        wanted = options.get("num_ctx") or model.num_ctx or self.default_num_ctx
        return min(int(wanted), model.context_length)
