"""A release: version, notes and a zip that loads in an empty config folder."""

from collections.abc import Iterator
import json
from pathlib import Path
import shutil
import sys
from zipfile import ZipFile

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from dev.release.__main__ import main
from dev.release.archive import shipped_files, write_archive
from dev.release.notes import notes_of
from dev.release.version import stamp, version_of
from dev.validate.repository import Repository
from homeassistant import loader
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

PACKAGE = "custom_components"


@pytest.fixture
def installed(tmp_path: Path, root: Path) -> Iterator[Path]:
    """Install the zip into an empty config folder, and have Python forget the checkout's package."""
    archive = write_archive(root / PACKAGE / "jarvis_local", tmp_path / "dist")
    config = tmp_path / "config"
    with ZipFile(archive) as content:
        content.extractall(config / PACKAGE / "jarvis_local")
    paths = list(sys.path)
    modules = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_ours(name)}
    # The checkout's folder is a package, which would win over a plain folder in the config.
    sys.path = [str(config), *(path for path in paths if Path(path or ".").resolve() != root)]
    yield config
    sys.path = paths
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    sys.modules.update(modules)


def _is_ours(name: str) -> bool:
    """Tell whether a module belongs to a custom integration."""
    return name == PACKAGE or name.startswith(f"{PACKAGE}.")


async def test_zip_loads_in_an_empty_config_folder(hass: HomeAssistant, installed: Path) -> None:
    """Unpacked where the stores unpack it, it is found, imported and set up."""
    hass.config.config_dir = str(installed)
    hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
    integration = await loader.async_get_integration(hass, "jarvis_local")
    assert integration.file_path == installed / PACKAGE / "jarvis_local"
    assert await async_setup_component(hass, "homeassistant", {})

    entry = MockConfigEntry(domain="jarvis_local", title="Jarvis Local")
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    package = sys.modules["custom_components.jarvis_local"]
    assert Path(str(package.__file__)).is_relative_to(installed)

    assert await hass.config_entries.async_unload(entry.entry_id)


def test_zip_holds_what_is_shipped(tmp_path: Path, copy: Repository) -> None:
    """Files lie at the root, without what running leaves behind."""
    (copy.integration / "__pycache__").mkdir()
    (copy.integration / "__pycache__" / "const.cpython-314.pyc").write_bytes(b"")
    (copy.integration / ".DS_Store").write_bytes(b"")
    with ZipFile(write_archive(copy.integration, tmp_path)) as archive:
        names = archive.namelist()
    assert "manifest.json" in names
    assert "translations/en.json" in names
    assert "brand/icon.png" in names
    assert not [name for name in names if "pycache" in name or name.startswith(".")]
    assert len(names) == len(shipped_files(copy.integration))


def test_zip_is_reproducible(tmp_path: Path, copy: Repository) -> None:
    """The same content gives the same bytes."""
    first = write_archive(copy.integration, tmp_path / "a").read_bytes()
    (copy.integration / "const.py").touch()
    assert write_archive(copy.integration, tmp_path / "b").read_bytes() == first


@pytest.mark.parametrize(
    ("tag", "version"),
    [("v1.2.3", "1.2.3"), ("1.2.3", "1.2.3"), ("v1.2.3-beta.4", "1.2.3-beta.4")],
)
def test_version_of_a_tag(tag: str, version: str) -> None:
    """A tag names its version."""
    assert version_of(tag) == version


@pytest.mark.parametrize("tag", ["v1.2", "latest", "v1.2.3b4", "v1.2.3; rm"])
def test_other_tags_are_refused(tag: str) -> None:
    """Anything else stops the release."""
    with pytest.raises(ValueError, match="not of the form"):
        version_of(tag)


def _with_companion(copy: Repository, root: Path) -> None:
    """Add what else a version is stamped into, and a changelog."""
    name = "companion_agent/src/jarvis_companion/__init__.py"
    (copy.root / name).parent.mkdir(parents=True)
    shutil.copy(root / name, copy.root / name)
    changelog = "# Changelog\n\n## [9.8.7] - 2026-12-01\n\n- New.\n\n## [9.8.6]\n\n- Old.\n"
    (copy.root / "CHANGELOG.md").write_text(changelog, encoding="utf-8")


def test_a_tag_makes_a_release(
    copy: Repository, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version, zip and notes come out of one command."""
    _with_companion(copy, root)
    monkeypatch.setattr(sys, "argv", ["release", "v9.8.7", "--root", str(copy.root)])
    assert main() == 0
    with ZipFile(copy.root / "dist" / "jarvis_local.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["version"] == "9.8.7"
    assert (copy.root / "dist" / "notes.md").read_text(encoding="utf-8") == "- New.\n"
    companion = copy.root / "companion_agent/src/jarvis_companion/__init__.py"
    assert '__version__ = "9.8.7"' in companion.read_text(encoding="utf-8")


def test_a_version_without_notes_is_refused(
    copy: Repository,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing is released that the changelog does not tell of."""
    _with_companion(copy, root)
    monkeypatch.setattr(sys, "argv", ["release", "v5.0.0", "--root", str(copy.root)])
    assert main() == 1
    assert "no section '5.0.0'" in capsys.readouterr().err


def test_notes_end_at_the_next_version(tmp_path: Path) -> None:
    """Only the version's own lines are its notes."""
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# C\n\n## 1.0.0\n\n- A\n\n### B\n\n- C\n\n## 0.9.0\n", encoding="utf-8")
    assert notes_of(changelog, "1.0.0") == "- A\n\n### B\n\n- C\n"


def test_stamp_refuses_a_file_without_version(copy: Repository, root: Path) -> None:
    """A place that lost its version is not passed over."""
    _with_companion(copy, root)
    (copy.root / "companion_agent/src/jarvis_companion/__init__.py").write_text("", "utf-8")
    with pytest.raises(ValueError, match="does not name its version"):
        stamp(copy.root, "1.0.0")
