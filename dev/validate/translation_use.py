"""The English texts fit the code: what it shows has a text, and no text is left over."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from homeassistant.const import Platform

from .code import Code, called, keyword, read_code
from .repository import Repository
from .texts import SOURCE, flatten, placeholders

# Home Assistant has texts of its own for these.
CORE_REASONS = {
    "already_configured",
    "already_in_progress",
    "reauth_successful",
    "reconfigure_successful",
    "single_instance_allowed",
}
PLATFORMS = {platform.value for platform in Platform}


def validate(repository: Repository) -> Iterator[str]:
    """Compare translations/en.json with the code."""
    texts = repository.translations().get(SOURCE, {})
    code = read_code(repository)
    problems = {*_flows(code, texts), *_translation_keys(code, texts), *_left_over(code, texts)}
    yield from (f"translations/en.json: {problem}" for problem in sorted(problems))


def flows(texts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the texts of all flows; which class belongs to which is not asked."""
    fixes = [issue.get("fix_flow", {}) for issue in texts.get("issues", {}).values()]
    subentries = list(texts.get("config_subentries", {}).values())
    return [texts.get("config", {}), texts.get("options", {}), *subentries, *fixes]


def _keys(texts: dict[str, Any], section: str) -> set[str]:
    """Return the keys that any flow has in a section: step, abort, error, progress."""
    return {key for flow in flows(texts) for key in flow.get(section, {})}


def _flows(code: Code, texts: dict[str, Any]) -> Iterator[str]:
    """Find steps, fields, reasons and progress that a flow shows without a text."""
    fields = {key for flow in flows(texts) for key in _fields(flow)}
    for path, call in code.calls():
        if (step := code.text(keyword(call, "step_id"))) and step not in _keys(texts, "step"):
            yield f"the step {step} has no text"
        reason = code.text(keyword(call, "reason")) if called(call) == "async_abort" else None
        if reason and reason not in _keys(texts, "abort") | CORE_REASONS:
            yield f"the reason {reason} to stop a flow has no text"
        action = code.text(keyword(call, "progress_action"))
        if action and action not in _keys(texts, "progress"):
            yield f"the progress {action} has no text"
        if _is_flow(path) and called(call) in {"Required", "Optional"} and call.args:
            name = code.text(call.args[0])
            if name and name not in fields:
                yield f"the field {name} has no name"


def _is_flow(path: Path) -> bool:
    """Tell whether a module's schemas are forms."""
    return path.stem == "config_flow" or "flow" in path.parent.name


def _fields(flow: dict[str, Any]) -> Iterator[str]:
    """Yield the names of a flow's fields and sections."""
    for step in flow.get("step", {}).values():
        yield from step.get("data", {})
        for name, section in step.get("sections", {}).items():
            yield name
            yield from section.get("data", {})


def _translation_keys(code: Code, texts: dict[str, Any]) -> Iterator[str]:
    """Find keys of exceptions, issues, selectors, devices and entities without a text."""
    for path, call in code.calls():
        if (key := code.text(keyword(call, "translation_key"))) is None:
            continue
        section = _section(path, call)
        if section is None:
            continue
        where = texts
        for part in section.split("."):
            where = where.get(part, {})
        if key not in where:
            yield f"{section}.{key} has no text"
        else:
            given = _given_placeholders(call)
            needed = {
                name for text in flatten({key: where[key]}).values() for name in placeholders(text)
            }
            if given is not None and not needed <= given:
                yield f"{section}.{key} has placeholders that the code does not give"


def _section(path: Path, call: ast.Call) -> str | None:
    """Return the section that a `translation_key` belongs to."""
    if called(call).endswith("create_issue"):
        return "issues"
    if keyword(call, "translation_domain"):
        return "exceptions"
    if called(call).endswith("SelectorConfig"):
        return "selector"
    if called(call).endswith("DeviceInfo"):
        return "device"
    if path.stem in PLATFORMS:
        return f"entity.{path.stem}"
    return None


def _given_placeholders(call: ast.Call) -> set[str] | None:
    """Return the placeholders that a call gives; None when they are put together elsewhere."""
    match keyword(call, "translation_placeholders"):
        case None:
            return set() if keyword(call, "translation_domain") else None
        case ast.Dict(keys=keys):
            names = [key.value for key in keys if isinstance(key, ast.Constant)]
            return {str(name) for name in names} if len(names) == len(keys) else None
    return None


def _left_over(code: Code, texts: dict[str, Any]) -> Iterator[str]:
    """Find texts whose key the code never mentions."""
    for step in _keys(texts, "step") - code.steps() - code.literals:
        yield f"no flow has a step {step}"
    for section in ("abort", "error", "progress"):
        for key in _keys(texts, section) - code.literals - CORE_REASONS:
            yield f"no flow uses {section}.{key}"
    for key in {key for flow in flows(texts) for key in _fields(flow)} - code.literals:
        yield f"no form has a field {key}"
    for section in ("exceptions", "issues", "selector"):
        for key in set(texts.get(section, {})) - code.literals:
            yield f"the code never uses {section}.{key}"
    for name, selector in texts.get("selector", {}).items():
        for key in set(selector.get("options", {})) - code.literals:
            yield f"the code never offers selector.{name}.{key}"
    for platform, entities in texts.get("entity", {}).items():
        for key in set(entities) - code.literals:
            yield f"the code never uses entity.{platform}.{key}"
