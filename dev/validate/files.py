"""Every data file can be read, and nothing is shipped that should not be."""

from collections.abc import Iterator

import yaml

from .repository import Repository, parse_json, read_yaml

SHIPPED = {".json", ".md", ".png", ".py", ".typed", ".yaml"}


def validate(repository: Repository) -> Iterator[str]:
    """Check all files of the integration."""
    for path in sorted(repository.integration.rglob("*")):
        if path.is_dir() or "__pycache__" in path.parts:
            continue
        name = path.relative_to(repository.root)
        if path.suffix not in SHIPPED and path.name != "py.typed":
            yield f"{name}: a file of this kind is not shipped"
        try:
            if path.suffix == ".json":
                parse_json(path)
            elif path.suffix == ".yaml":
                read_yaml(path)
        except (ValueError, yaml.YAMLError) as err:
            yield f"{name}: {err}"
