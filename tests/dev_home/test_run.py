"""What script/run says, and what it refuses to delete."""

from pathlib import Path

import pytest

from dev.home.jarvis import Agent
from dev.home.model_server import DEMO_NAME, ModelServer
from dev.home.options import DEFAULT_FOLDER, parse
from dev.home.run import main
from dev.home.say import about_model

OLLAMA = ModelServer(url="http://box:11434", label="Ollama 0.33")
SCRIPTED = ModelServer(url="http://box:11435", label=DEMO_NAME)


@pytest.mark.parametrize(
    ("server", "model", "said"),
    [
        pytest.param(None, "", "No model is connected", id="none"),
        pytest.param(None, "qwen3:4b", "does not answer", id="off today"),
        pytest.param(SCRIPTED, "scripted", "not from a language model", id="scripted"),
        pytest.param(OLLAMA, "", "has no model yet", id="empty Ollama"),
        pytest.param(OLLAMA, "qwen3:4b", "Model: qwen3:4b on Ollama 0.33", id="Ollama"),
    ],
)
def test_it_says_plainly_what_answers(server: ModelServer | None, model: str, said: str) -> None:
    """Nobody takes the script for a model, or silence for a fault."""
    agent = Agent(entity_id="conversation.jarvis", model=model, pipelines={})

    assert said in about_model(server, agent)


async def test_fresh_deletes_demo_homes_only(
    tmp_path: Path, socket_enabled: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with something else in it is left alone."""
    (tmp_path / "thesis.txt").write_text("years of work")

    code = await main(parse(["--fresh", "--folder", str(tmp_path), "--port", "18199"]))

    assert code == 1
    assert "does not look like a demo home" in capsys.readouterr().out
    assert (tmp_path / "thesis.txt").exists()


def test_defaults() -> None:
    """Without arguments, everything is written below .local."""
    options = parse([])

    assert options.folder == DEFAULT_FOLDER
    assert options.ask is None
    assert not options.lan
