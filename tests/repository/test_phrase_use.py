"""Every phrase of the language files is said by the code."""

import ast

import pytest

from dev.validate.repository import Repository

from .conftest import ROOT

REPOSITORY = Repository(root=ROOT)
KEYS = [
    (section, key) for section, phrases in REPOSITORY.languages()["en"].items() for key in phrases
]


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Return the texts in the code; of one with placeholders the part before each."""
    return {
        node.value
        for path in REPOSITORY.modules()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize(("section", "key"), KEYS, ids=[".".join(parts) for parts in KEYS])
def test_is_said(texts: set[str], section: str, key: str) -> None:
    """A phrase is asked for by its whole key, or by a section and a key put together."""
    assert f"{section}.{key}" in texts or {f"{section}.", key} <= texts
