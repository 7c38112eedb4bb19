"""Print the requirements that the demo home's integrations have in the installed Home Assistant.

Reads the manifests of the installed version, so that its own pins are used and the first start installs nothing.
"""

import json
from pathlib import Path

import homeassistant
from homeassistant.bootstrap import DEFAULT_INTEGRATIONS

COMPONENTS = Path(homeassistant.__file__).parent / "components"
# What the demo home, onboarding and the tests use beyond what every Home Assistant starts.
EXTRA = {
    "assist_pipeline",
    "demo",
    "google_translate",
    "met",
    "ollama",
    "onboarding",
    "radio_browser",
    "wyoming",
}


def main() -> None:
    """Print one pinned requirement per line."""
    domains: set[str] = set()
    waiting = {*DEFAULT_INTEGRATIONS, *EXTRA}
    requirements: set[str] = set()
    while waiting:
        domain = waiting.pop()
        domains.add(domain)
        manifest = json.loads((COMPONENTS / domain / "manifest.json").read_text())
        requirements |= set(manifest.get("requirements", ()))
        waiting |= set(manifest.get("dependencies", ())) - domains
    print("\n".join(sorted(requirements)))


if __name__ == "__main__":
    main()
