"""What the integration's source says about texts, read without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
import re
from typing import Any

from homeassistant import const as ha_const

from .repository import Repository, parse_json

DOTTED = re.compile(r"[a-z0-9_.]+")


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
            case ast.Attribute(value=member, attr="value"):
                return self.text(member)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self.names.get(name)
            case _:
                return None

    def calls(self) -> Iterator[tuple[Path, ast.Call]]:
        """Yield every call with its module."""
        for path, tree in self.trees.items():
            yield from ((path, node) for node in ast.walk(tree) if isinstance(node, ast.Call))

    def functions(self) -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """Yield every function with its module."""
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield path, node

    def steps(self) -> set[str]:
        """Return the names of all steps of all flows."""
        prefix = "async_step_"
        names = (function.name for _, function in self.functions())
        return {name.removeprefix(prefix) for name in names if name.startswith(prefix)}


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
        case _:
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
        case _:
            return


def _remember(code: Code, node: ast.AST) -> None:
    """Note a text, a named text, or a name imported from Home Assistant's constants."""
    match node:
        case ast.Constant(value=str(text)):
            # "model.installed" names a section and a key in it.
            code.literals |= {text, *(text.split(".") if DOTTED.fullmatch(text) else ())}
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
        case _:
            return
