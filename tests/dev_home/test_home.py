"""The house, the question on the command line, ports and credentials."""

from collections import Counter
import json
from pathlib import Path
import socket

import pytest

from dev.home.ask import changes, language_of
from dev.home.demo_home.house import read_devices, read_house
from dev.home.model_server import ollama_url
from dev.home.onboarding import Credentials
from dev.home.process import LOOPBACK, free_port, port_is_free, write_http_settings


def test_the_house_is_complete() -> None:
    """Every room has devices, every floor is there, and no name means two things."""
    house, devices = read_house(), read_devices()

    assert {room["floor"] for room in house["rooms"]} == {f["name"] for f in house["floors"]}
    assert all(room["devices"] for room in house["rooms"])
    names = Counter(name.lower() for device in devices for name in (device.name, *device.aliases))
    assert [name for name, count in names.items() if count > 1] == []
    assert {device.domain for device in devices} >= {
        "camera",
        "climate",
        "cover",
        "light",
        "lock",
        "media_player",
        "sensor",
    }


def test_every_exposed_device_has_a_french_name() -> None:
    """The demo can be asked about everything in French."""
    nameless = [device.name for device in read_devices() if device.exposed and not device.aliases]

    assert nameless == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Turn on the kitchen light", "en", id="english"),
        pytest.param("Allume la lumière de la cuisine", "fr", id="french"),
        pytest.param("Quelle est la température du salon ?", "fr", id="french question"),
        pytest.param("Is the garage door open?", "en", id="english question"),
        pytest.param("eteins tout", "fr", id="french without accents"),
        pytest.param("merci", "fr", id="one french word"),
        pytest.param("lights off", "en", id="two english words"),
    ],
)
def test_the_language_of_a_question_is_guessed(text: str, language: str) -> None:
    """French is told from English by its small words."""
    assert language_of(text) == language


def test_the_language_of_the_home_decides_where_nothing_tells() -> None:
    """A word of both languages is taken for the one that was chosen."""
    assert language_of("stop") == "en"
    assert language_of("stop", "fr") == "fr"


def test_changes_leave_bookkeeping_out() -> None:
    """Only devices whose state differs are shown."""
    before = {
        "light.a": {"state": "off"},
        "light.b": {"state": "on"},
        "conversation.x": {"state": "1"},
    }
    after = {
        "light.a": {"state": "on"},
        "light.b": {"state": "on"},
        "conversation.x": {"state": "2"},
    }

    assert changes(before, after) == {"light.a": ("off", "on")}


@pytest.mark.parametrize(
    ("given", "url"),
    [
        pytest.param("", "http://localhost:11434", id="default"),
        pytest.param("box:11434", "http://box:11434", id="no scheme"),
        pytest.param("https://box/", "https://box", id="slash"),
    ],
)
def test_the_address_of_ollama(monkeypatch: pytest.MonkeyPatch, given: str, url: str) -> None:
    """OLLAMA_URL is taken as people write it."""
    monkeypatch.setenv("OLLAMA_URL", given)

    assert ollama_url() == url


def test_a_taken_port_is_noticed(socket_enabled: None) -> None:
    """A port somebody listens on is not free."""
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        assert not port_is_free(server.getsockname()[1])
    assert port_is_free(free_port())


def test_credentials_survive_a_restart(tmp_path: Path) -> None:
    """They are kept for their owner only."""
    path = tmp_path / "credentials.json"
    assert Credentials.load(path) is None
    kept = Credentials(username="jarvis", password="jarvis", token="t")

    kept.save(path)

    assert Credentials.load(path) == kept
    assert path.stat().st_mode & 0o077 == 0


def test_the_port_is_written_where_home_assistant_keeps_it(tmp_path: Path) -> None:
    """A confirmed address, not one under trial."""
    write_http_settings(tmp_path, LOOPBACK, 8124)

    written = json.loads((tmp_path / ".storage" / "http").read_text())
    assert written["data"] == {"server_host": [LOOPBACK], "server_port": 8124}
