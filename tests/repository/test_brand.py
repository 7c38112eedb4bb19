"""The committed pictures are those that the script draws."""

from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from dev.brand.__main__ import scaled
from dev.brand.icon import draw_icon


def test_icon_is_drawn_by_its_script(root: Path) -> None:
    """Drawing it again gives the same picture."""
    path = root / "custom_components" / "jarvis_local" / "brand" / "icon.png"
    with Image.open(path) as committed:
        difference = ImageChops.difference(committed.convert("RGBA"), scaled(draw_icon(), 256))
    assert max(ImageStat.Stat(difference).mean) < 1


def test_icon_is_transparent_around_the_house(root: Path) -> None:
    """It fits light and dark themes."""
    with Image.open(root / "custom_components/jarvis_local/brand/icon.png") as icon:
        assert icon.mode == "RGBA"
        assert icon.getpixel((0, 0)) == (0, 0, 0, 0) or icon.getchannel("A").getpixel((0, 0)) == 0
