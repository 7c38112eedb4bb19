"""What the code imports from other integrations is declared, or always there."""

import ast
from collections.abc import Iterator

from homeassistant.bootstrap import CORE_INTEGRATIONS, DEFAULT_INTEGRATIONS
from homeassistant.const import Platform

from .repository import Repository

COMPONENTS = "homeassistant.components"


def validate(repository: Repository) -> Iterator[str]:
    """Check every import of `homeassistant.components.…`."""
    manifest = repository.manifest()
    allowed = {*manifest.get("dependencies", ()), *manifest.get("after_dependencies", ())}
    allowed |= {*CORE_INTEGRATIONS, *DEFAULT_INTEGRATIONS, *(each.value for each in Platform)}
    for path in repository.modules():
        for line, name in _imported(ast.parse(path.read_text(encoding="utf-8"))):
            # A platform or hook file is only loaded when its integration is.
            if name not in allowed and name != path.stem:
                where = path.relative_to(repository.root)
                yield f"{where}:{line}: {name} is neither in dependencies nor in after_dependencies"


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and domain of each import from another integration."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module)) if module == COMPONENTS:
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(module=str(module)) if module.startswith(f"{COMPONENTS}."):
                yield node.lineno, module.split(".")[2]
            case ast.Import():
                for alias in node.names:
                    if alias.name.startswith(f"{COMPONENTS}."):
                        yield node.lineno, alias.name.split(".")[2]
            case _:
                continue
