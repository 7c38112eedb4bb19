"""A bar chart as SVG: the share of requests that came out right, by category and agent."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

_ROW: Final = 22
_GAP: Final = 14
_LEFT: Final = 150
_WIDTH: Final = 420
_COLOURS: Final = ("#1f6feb", "#8fb8f6", "#9aa0a6")


def chart(title: str, agents: Sequence[str], shares: Mapping[str, Sequence[float]]) -> str:
    """Return the picture; `shares` are from 0 to 1, by category, in the order of the agents."""
    lines = [_text(10, 22, title, bold=True)]
    for index, agent in enumerate(agents):
        left = _LEFT + index * 150
        lines.append(_bar(left, 36, 12, _COLOURS[index]))
        lines.append(_text(left + 18, 47, agent))
    top = 66
    for category, values in shares.items():
        lines.append(_text(10, top + 15, category))
        for index, value in enumerate(values):
            lines.append(_bar(_LEFT, top, max(1, value * _WIDTH), _COLOURS[index]))
            lines.append(_text(_LEFT + value * _WIDTH + 6, top + 12, f"{100 * value:.0f} %"))
            top += _ROW - 4
        top += _GAP
    return _svg(_LEFT + _WIDTH + 70, top, lines)


def _svg(width: float, height: float, lines: Sequence[str]) -> str:
    """Return the document."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}">'
    back = '<rect width="100%" height="100%" fill="white"/>'
    return "\n".join((head, back, *lines, "</svg>\n"))


def _bar(left: float, top: float, width: float, colour: str) -> str:
    """Return a bar."""
    return f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.1f}" height="13" fill="{colour}"/>'


def _text(left: float, top: float, text: str, *, bold: bool = False) -> str:
    """Return a text."""
    weight = ' font-weight="bold"' if bold else ""
    font = f'font-family="sans-serif" font-size="13"{weight}'
    return f'<text x="{left:.0f}" y="{top:.0f}" {font}>{escape(text)}</text>'
