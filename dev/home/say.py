"""What script/run tells the person at the terminal."""

from .ask import Asked
from .jarvis import Agent
from .model_server import ModelServer
from .onboarding import Credentials

NO_MODEL = """\
No model is connected: Jarvis understands simple commands only, through Home Assistant itself.
To connect one:
  1. install Ollama (https://ollama.com/download) and run: ollama pull qwen3.5:4b
  2. run script/run again; for another machine: OLLAMA_URL=http://192.168.1.20:11434 script/run
To see a whole turn without a model: script/run --demo-model"""

AWAY = """\
The Ollama of last time does not answer: until it is back, Jarvis understands simple commands only.
Start it (ollama serve), or name another one: OLLAMA_URL=http://192.168.1.20:11434 script/run"""

DEMO_MODEL = """\
DEMO MODEL: the answers come from a script, not from a language model. It knows a few sentences,
in English and French, about this demo home."""


def about_model(server: ModelServer | None, agent: Agent) -> str:
    """Say what answers."""
    if server is None and agent.model:
        return AWAY
    if server is None:
        return NO_MODEL
    if server.is_scripted:
        return DEMO_MODEL
    if not agent.model:
        return f"{server.label} at {server.url} has no model yet: ollama pull qwen3.5:4b"
    return f"Model: {agent.model} on {server.label} at {server.url}"


def about_home(port: int, credentials: Credentials, *, lan: bool) -> str:
    """Say where the home is and how to get in."""
    where = "this machine only" if not lan else "reachable from the network"
    return (
        f"Home Assistant: http://localhost:{port} ({where})\n"
        f"User: {credentials.username}   Password: {credentials.password}\n"
        "Talk to Jarvis: open the address, then the Assist icon at the top right. Ctrl-C ends all."
    )


def about_answer(text: str, asked: Asked) -> str:
    """Show a sentence, its answer and what changed."""
    lines = [f"You:    {text}", f"Jarvis: {asked.answer}   ({asked.seconds:.1f} s)"]
    lines += [f"  {key}: {old} → {new}" for key, (old, new) in asked.changes.items()]
    if not asked.changes:
        lines.append("  (no device changed)")
    return "\n".join(lines)
