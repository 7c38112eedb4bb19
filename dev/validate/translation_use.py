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
    left_over = _left_over(code, texts, repository)
    problems = {*_flows(code, texts), *_translation_keys(code, texts), *left_over}
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
        step = code.text(keyword(call, "step_id"))
        # A progress bar may do with the text of its action.
        if step and called(call) != "async_show_progress" and step not in _keys(texts, "step"):
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
    passed_on = _passed_on(code)
    for path, call in code.calls():
        if section := _section(path, call):
            given = _given_placeholders(call)
            yield from _key(texts, section, code.text(keyword(call, "translation_key")), given)
        for argument, section in passed_on.get(called(call), {}).items():
            yield from _key(texts, section, code.text(_argument(call, argument)), None)


def _key(
    texts: dict[str, Any], section: str, key: str | None, given: set[str] | None
) -> Iterator[str]:
    """Check one key, and its placeholders if it is known which are given."""
    if key is None:
        return
    for part in section.split("."):
        texts = texts.get(part, {})
    if key not in texts:
        yield f"{section}.{key} has no text"
        return
    needed = {name for text in flatten({key: texts[key]}).values() for name in placeholders(text)}
    if given is not None and not needed <= given:
        yield f"{section}.{key} has placeholders that the code does not give"


def _passed_on(code: Code) -> dict[str, dict[str, str]]:
    """Return the functions that take a key, with its parameter and the section it is for."""
    found: dict[str, dict[str, str]] = {}
    for path, function in code.functions():
        names = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            match keyword(call, "translation_key"):
                case ast.Name(id=name) if name in names and (section := _section(path, call)):
                    found.setdefault(function.name, {})[name] = section
                case _:
                    continue
    return found


def _argument(call: ast.Call, name: str) -> ast.expr | None:
    """Return what is given for a parameter: by name, or as the only positional argument."""
    only = call.args[0] if len(call.args) == 1 else None
    return keyword(call, name) or only


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
        case _:
            return None


def _files(repository: Repository, selector: str) -> set[str]:
    """Return the options that are files in a folder of the selector's name, in the plural."""
    return {path.stem for path in (repository.integration / f"{selector}s").glob("*.yaml")}


def _left_over(code: Code, texts: dict[str, Any], repository: Repository) -> Iterator[str]:
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
        for key in set(selector.get("options", {})) - code.literals - _files(repository, name):
            yield f"the code never offers selector.{name}.{key}"
    for platform, entities in texts.get("entity", {}).items():
        for key in set(entities) - code.literals:
            yield f"the code never uses entity.{platform}.{key}"
