"""A model that makes no mistake, in a server on a thread of its own."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
import threading
from typing import Any, Self

from dev.scripted_ollama import Call, Model, Reply, ScriptedOllama, Speed
from dev.scripted_ollama.render import Tokenize, render
from dev.scripted_ollama.structured import tool_names, users_words

from .commands import Command
from .memory import HostedEngine, Kind

_OTHERWISE = Reply(text="Understood.")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request that reached the model; `whole` is its prompt in tokens before anything is cut."""

    body: Mapping[str, Any]
    whole: int
    is_command: bool


@dataclass(kw_only=True)
class PerfectModel:
    """Answers the command that is under way; `style` chooses the arguments of its call."""

    style: Callable[[Command], Mapping[str, Any]]
    models: Mapping[str, Model]
    tokenize: Tokenize
    command: Command | None = None
    asked: list[Asked] = field(default_factory=list)

    def reply(self, body: Mapping[str, Any]) -> Reply:
        """Call the tool, then say that it is done."""
        messages, tools = body.get("messages") or (), body.get("tools") or ()
        users = [i for i, m in enumerate(messages) if m["role"] == "user" and users_words(m)]
        said = users_words(messages[users[-1]]) if users else ""
        is_command = self.command is not None and self.command.text in said
        prompt = render(self.models[body["model"]].layout, messages, tools)
        self.asked.append(Asked(body=body, whole=len(self.tokenize(prompt)), is_command=is_command))
        if self.command is None or not is_command:
            return _OTHERWISE
        names = tool_names(body)
        name = next((n for n in names if n.rpartition("__")[2] in self.command.tools), None)
        if name is None or any(message["role"] == "assistant" for message in messages[users[-1] :]):
            return Reply(text=self.command.answer)
        call = Call(name, dict(self.style(self.command)))
        return Reply(text=self.command.preface, calls=[call])


class ServerThread:
    """A server whose work is not counted as Home Assistant's: it has its own thread and loop."""

    def __init__(self, model: PerfectModel, kind: Kind = Kind.FULL) -> None:
        """Prepare the server, whose models remember as one kind does."""
        self.model = model
        self.engine = HostedEngine(Speed(), kind=kind)
        self.server = ScriptedOllama(models=model.models.values(), tokens=model.tokenize)
        self.server.core.engine = self.engine
        self.server.otherwise(model.reply)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        """Start it."""
        self._thread.start()
        self._run(self.server.start())
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._run(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """Wait for something that happens on the server's loop."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result()
