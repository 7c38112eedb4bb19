"""A pretend camera: a picture of a garden, drawn here."""

from io import BytesIO
from typing import override

from PIL import Image, ImageDraw

from homeassistant.components.camera import DOMAIN, Camera
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices
from .house import Device

SIZE = (640, 360)


class DemoCamera(DemoEntity, Camera):
    """Shows the same garden at every look."""

    def __init__(self, device: Device) -> None:
        """Set up both bases; the camera's keeps its access tokens there."""
        Camera.__init__(self)
        DemoEntity.__init__(self, device)

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the picture as JPEG."""
        return await self.hass.async_add_executor_job(draw_garden)


def draw_garden() -> bytes:
    """Draw sky, lawn, a house with a red door and a tree."""
    picture = Image.new("RGB", SIZE, "#a8d0e6")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 220, *SIZE), fill="#6a994e")
    draw.rectangle((60, 120, 260, 250), fill="#f2e8cf", outline="#333333")
    draw.polygon(((45, 120), (160, 50), (275, 120)), fill="#8d5524")
    draw.rectangle((140, 180, 185, 250), fill="#bc4749")
    draw.rectangle((470, 180, 490, 270), fill="#5b3a1a")
    draw.ellipse((415, 80, 545, 200), fill="#386641")
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the cameras of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoCamera)
