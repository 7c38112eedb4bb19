"""Draw the pictures into the integration's folder `brand`."""

from pathlib import Path

from PIL import Image

from .icon import draw_icon
from .logo import draw_logo

FOLDER = Path(__file__).parents[2] / "custom_components" / "jarvis_local" / "brand"


def main() -> None:
    """Write icon and logo, each in both sizes."""
    icon = draw_icon()
    logo = draw_logo(icon)
    pictures = {"icon": (icon, 256), "logo": (logo, 128)}
    for name, (picture, height) in pictures.items():
        for suffix, factor in (("", 1), ("@2x", 2)):
            path = FOLDER / f"{name}{suffix}.png"
            scaled(picture, height * factor).save(path, optimize=True)
            print(path.name)


def scaled(picture: Image.Image, height: int) -> Image.Image:
    """Return the picture at a height in pixels."""
    width = round(picture.width * height / picture.height)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
