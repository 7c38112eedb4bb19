"""The logo: the icon with the name beside it."""

from PIL import Image, ImageDraw, ImageFont

NAME = "Jarvis Local"
HEIGHT = 1024
GAP = 120
# Readable on Home Assistant's white and on its dark ground.
INK = (58, 134, 214)


def draw_logo(icon: Image.Image) -> Image.Image:
    """Return the logo on a transparent ground, `HEIGHT` pixels high."""
    font = ImageFont.load_default(size=560)
    left, top, right, bottom = font.getbbox(NAME, stroke_width=8)
    width = HEIGHT + GAP + round(right - left)
    logo = Image.new("RGBA", (width, HEIGHT))
    logo.alpha_composite(icon.resize((HEIGHT, HEIGHT), Image.Resampling.LANCZOS))
    place = (HEIGHT + GAP - left, (HEIGHT - (bottom - top)) / 2 - top + 40)
    ImageDraw.Draw(logo).text(place, NAME, font=font, fill=INK, stroke_width=8, stroke_fill=INK)
    return logo
