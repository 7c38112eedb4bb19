"""A program on a private bus that holds names and answers as logind does.

Run as `python desktop.py ADDRESS CAN_SUSPEND NAME…`; prints a line once the names are held.
"""

import asyncio
import sys
from typing import Annotated

from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method


class Logind(ServiceInterface):
    """The one method of logind's manager that the doctor asks."""

    def __init__(self, answer: str) -> None:
        """Answer with a fixed word."""
        super().__init__("org.freedesktop.login1.Manager")
        self._answer = answer

    @dbus_method()
    def CanSuspend(self) -> Annotated[str, DBusSignature("s")]:  # noqa: N802
        """Return whether the machine may sleep, in logind's words."""
        return self._answer


async def main(address: str, can_suspend: str, *names: str) -> None:
    """Hold the names until somebody ends the process."""
    bus = await MessageBus(bus_address=address).connect()
    bus.export("/org/freedesktop/login1", Logind(can_suspend))
    for name in names:
        await bus.request_name(name)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
