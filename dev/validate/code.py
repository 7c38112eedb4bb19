"""What the integration's source says about texts, read without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homeassistant import const as ha_const

from .repository import Repository, parse_json


@dataclass(kw_only=True)
class Code:
    """The parsed modules and every name that stands for a text."""

    trees: dict[Path, ast.Module]
    # Constants and members of enumerations: {"CONF_THINK": "think", "UNREACHABLE": "unreachable"}.
    names: dict[str, str] = field(default_factory=dict)
    literals: set[str] = field(default_factory=set)

    def text(self, node: ast.expr | None) -> str | None:
        """Return the text that an expression stands for; None when that is not plain."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self.names.get(name)
        return None

    def calls(self) -> Iterator[tuple[Path, ast.Call]]:
        """Yield every call with its module."""
        for path, tree in self.trees.items():
            yield from ((path, node) for node in ast.walk(tree) if isinstance(node, ast.Call))

    def steps(self) -> set[str]:
        """Return the names of all steps of all flows."""
        prefix = "async_step_"
        return {
            node.name.removeprefix(prefix)
            for tree in self.trees.values()
            for node in ast.walk(tree)
            if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith(prefix)
        }


def read_code(repository: Repository) -> Code:
    """Parse the integration."""
    paths = repository.modules()
    code = Code(trees={path: ast.parse(path.read_text(encoding="utf-8")) for path in paths})
    for tree in code.trees.values():
        for node in ast.walk(tree):
            _remember(code, node)
    for path in repository.data_files():
        code.literals |= set(_texts(parse_json(path)))
    return code


def called(node: ast.Call) -> str:
    """Return the last name of what is called: `async_create_issue` of `ir.async_create_issue`."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    """Return a keyword argument."""
    return next((argument.value for argument in node.keywords if argument.arg == name), None)


def _texts(content: Any) -> Iterator[str]:
    """Yield all texts of a data file."""
    match content:
        case str():
            yield content
        case list() | dict():
            for value in content.values() if isinstance(content, dict) else content:
                yield from _texts(value)


def _remember(code: Code, node: ast.AST) -> None:
    """Note a text, a named text, or a name imported from Home Assistant's constants."""
    match node:
        case ast.Constant(value=str(text)):
            code.literals.add(text)
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text)))
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text)))
        ):
            code.names[name] = text
        case ast.ImportFrom(module="homeassistant.const"):
            for alias in node.names:
                if isinstance(value := getattr(ha_const, alias.name), str):
                    code.names[alias.asname or alias.name] = value
                    code.literals.add(value)
