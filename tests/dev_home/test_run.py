"""What script/run says, and what it refuses to delete."""

import fcntl
from pathlib import Path

import pytest

from dev.home.jarvis import Agent
from dev.home.model_server import DEMO_NAME, ModelServer
from dev.home.options import CALLED_FROM, DEFAULT_FOLDER, parse
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


async def test_a_running_home_is_left_alone(
    tmp_path: Path, socket_enabled: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second start does not move, restart or delete a home that somebody is using."""
    (tmp_path / "config").mkdir()
    (tmp_path / "credentials.json").write_text("{}")
    with (tmp_path / "config" / ".ha_run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code = await main(parse(["--fresh", "--folder", str(tmp_path), "--port", "18199"]))

    assert code == 1
    assert "is running" in capsys.readouterr().out
    assert (tmp_path / "credentials.json").exists()


async def test_a_folder_that_cannot_be_used(
    tmp_path: Path,
    socket_enabled: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is a sentence, not a traceback."""
    monkeypatch.setenv("OLLAMA_URL", "http://127.0.0.1:9")
    (tmp_path / "file").touch()

    code = await main(parse(["--folder", str(tmp_path / "file"), "--port", "18199"]))

    assert code == 1
    assert "choose another --folder" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--port", "0"], id="no port"),
        pytest.param(["--port", "99999"], id="port too high"),
        pytest.param(["--ask", "  "], id="nothing to ask"),
    ],
)
def test_nonsense_ends_with_a_usage_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What makes no sense is told before anything starts."""
    with pytest.raises(SystemExit):
        parse(arguments)
    assert "usage:" in capsys.readouterr().err


def test_a_folder_is_seen_from_where_the_person_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`script/run` works in the checkout, but is called from anywhere."""
    monkeypatch.setenv(CALLED_FROM, str(tmp_path))
    assert parse(["--folder", "home"]).folder == tmp_path / "home"
    assert parse(["--folder", "/home"]).folder == Path("/home")


def test_defaults() -> None:
    """Without arguments, everything is written below .local."""
    options = parse([])

    assert options.folder == DEFAULT_FOLDER
    assert options.ask is None
    assert not options.lan
