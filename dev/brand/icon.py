"""The icon: a house drawn in one line, and in it a ring of light that listens."""

from math import cos, radians, sin

from PIL import Image, ImageChops, ImageDraw

# Drawn four times as large as the largest icon, then made smaller: smooth edges without antialiasing.
CANVAS = 2048
TOP = (64, 206, 255)
BOTTOM = (24, 98, 214)
LIGHT = (96, 222, 255)
CENTRE = (1024, 1200)

type Point = tuple[float, float]


def draw_icon() -> Image.Image:
    """Return the icon on a transparent ground, `CANVAS` pixels wide."""
    shape = ImageChops.lighter(_house(), _ring())
    icon = _gradient()
    icon.putalpha(shape)
    ImageDraw.Draw(icon).circle(CENTRE, 176, fill=LIGHT)
    return icon


def _house() -> Image.Image:
    """Return a mask of the house: a roof with eaves over walls with round corners."""
    mask, draw = _mask()
    roof: list[Point] = [(110, 960), (1024, 150), (1938, 960)]
    walls: list[Point] = [(330, 800), (330, 1850), (1718, 1850), (1718, 800)]
    _line(draw, walls, 132)
    _line(draw, roof, 150)
    return mask


def _ring() -> Image.Image:
    """Return a mask of the ring: a thin circle round eight segments."""
    mask, draw = _mask()
    _circle(draw, 520, 255)
    _circle(draw, 466, 0)
    _circle(draw, 412, 255)
    _circle(draw, 254, 0)
    for angle in range(0, 360, 45):
        direction = (cos(radians(angle + 22.5)), sin(radians(angle + 22.5)))
        ends = [
            tuple(c + d * r for c, d in zip(CENTRE, direction, strict=True)) for r in (230, 440)
        ]
        draw.line(ends, fill=0, width=52)
    return mask


def _gradient() -> Image.Image:
    """Return the ground colour, lighter at the top."""
    share = Image.linear_gradient("L").resize((CANVAS, CANVAS), Image.Resampling.BILINEAR)
    size = (CANVAS, CANVAS)
    return Image.composite(Image.new("RGBA", size, BOTTOM), Image.new("RGBA", size, TOP), share)


def _mask() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Return an empty mask and its pen."""
    mask = Image.new("L", (CANVAS, CANVAS), 0)
    return mask, ImageDraw.Draw(mask)


def _line(draw: ImageDraw.ImageDraw, points: list[Point], width: int) -> None:
    """Draw a line with round ends and corners."""
    draw.line(points, fill=255, width=width, joint="curve")
    for x, y in points:
        draw.circle((x, y), width / 2, fill=255)


def _circle(draw: ImageDraw.ImageDraw, radius: int, value: int) -> None:
    """Fill a circle round the ring's centre."""
    draw.circle(CENTRE, radius, fill=value)
