"""What this machine is and which abilities are reachable on it, as a report."""

from dataclasses import asdict, dataclass
from typing import Any

from . import __version__
from .platforms.base import Finding, Machine, Platform


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything the doctor found."""

    companion: str
    machine: Machine
    abilities: tuple[Finding, ...]


def examine(platform: Platform) -> Report:
    """Look at the machine; changes nothing on it."""
    return Report(
        companion=__version__,
        machine=platform.machine(),
        abilities=tuple(platform.findings()),
    )


def to_dict(report: Report) -> dict[str, Any]:
    """Return the report as plain values, ready for JSON."""
    return asdict(report)


def to_text(report: Report) -> str:
    """Return the report as lines for a person."""
    machine = report.machine
    width = max(len(finding.ability) for finding in report.abilities)
    return "\n".join(
        (
            f"Jarvis companion {report.companion}",
            f"System   {machine.system}, {machine.architecture}",
            f"Python   {machine.python}",
            f"Session  {machine.session}, desktop: {machine.desktop or 'none'}",
            "",
            *(
                f"{'works' if finding.works else 'does not':<8}  "
                f"{finding.ability:<{width}}  {finding.detail}"
                for finding in report.abilities
            ),
        )
    )
