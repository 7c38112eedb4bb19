"""Run the stand-in by itself: `python -m dev.scripted_ollama --port 11434 --demo`."""

import argparse
import asyncio
import signal

from . import demo
from .catalogue import Model
from .script import Reply
from .server import ScriptedOllama
from .speed import Speed


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m dev.scripted_ollama",
        description="A scripted stand-in for Ollama. It is not a model.",
    )
    parser.add_argument("--port", type=int, default=11434, help="0 takes any free port")
    parser.add_argument("--demo", action="store_true", help="act on a few French and English words")
    parser.add_argument("--model", action="append", default=[], help="name of a model to offer")
    parser.add_argument("--real-time", action="store_true", help="take the time a model would")
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    """Serve until interrupted or terminated."""
    models = [Model(name) for name in arguments.model] or [demo.DEMO_MODEL]
    server = ScriptedOllama(
        models, port=arguments.port, real_time=arguments.real_time, speed=Speed(load=0.2)
    )
    server.otherwise(demo.reply if arguments.demo else Reply(text="OK."))
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with server:
        print(f"Scripted stand-in for Ollama, not a model, at {server.url}", flush=True)
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))
