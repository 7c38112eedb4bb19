"""Icons: for entities and actions that exist, from Material Design Icons."""

from collections.abc import Iterator
import re

from .repository import Repository
from .texts import SOURCE, flatten

SECTIONS = {"conditions", "entity", "services", "triggers"}
ICON = re.compile(r"mdi:[a-z0-9]+(-[a-z0-9]+)*")


def validate(repository: Repository) -> Iterator[str]:
    """Check icons.json."""
    icons = repository.icons()
    for section in sorted(set(icons) - SECTIONS):
        yield f"icons.json: Home Assistant knows no section {section!r}"
    for key, icon in flatten(icons).items():
        if not ICON.fullmatch(icon):
            yield f"icons.json: {key} is no mdi: icon"
    yield from _entities(repository)
    for name in sorted(set(icons.get("services", {})) ^ set(repository.actions())):
        yield f"icons.json: the action {name} has either no icon or no description"


def _entities(repository: Repository) -> Iterator[str]:
    """Check that an entity with an icon has a name too."""
    icons = repository.icons().get("entity", {})
    texts = repository.translations().get(SOURCE, {}).get("entity", {})
    for platform, entities in icons.items():
        for key, icon in entities.items():
            if key not in texts.get(platform, {}):
                yield f"icons.json: entity.{platform}.{key} has no name in translations/en.json"
            if "default" not in icon:
                yield f"icons.json: entity.{platform}.{key} has no default icon"
