"""A copy of the repository that a test may break."""

from pathlib import Path
import shutil

import pytest

from dev.validate.repository import Repository

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root() -> Path:
    """Return this checkout."""
    return ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Repository:
    """Return a copy of what the validators read."""
    shutil.copytree(
        ROOT / "custom_components",
        tmp_path / "custom_components",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("hacs.json", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "README.md").write_text("# Jarvis Local\n", encoding="utf-8")
    return Repository(root=tmp_path)
