"""The operating systems: one module each, chosen on import."""

import os
import sys

from .base import Platform

if sys.platform == "win32":
    from .win32 import Win32
    from .windows import Windows

    def this_platform() -> Platform:
        """Return the platform that this process runs on."""
        return Windows(Win32(), os.environ)

elif sys.platform == "darwin":
    from .darwin import Darwin
    from .macos import MacOS

    def this_platform() -> Platform:
        """Return the platform that this process runs on."""
        return MacOS(Darwin(), os.environ)

else:
    from .linux import Linux

    def this_platform() -> Platform:
        """Return the platform that this process runs on."""
        return Linux(os.environ)
