"""The calls to macOS itself: one each, no logic."""

import ctypes
from pathlib import Path
import platform
import subprocess

CORE_GRAPHICS = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"
PATIENCE = 10  # seconds; system_profiler takes one or two


class Darwin:
    """macOS, asked through its command line tools and CoreGraphics."""

    def version(self) -> str:
        """Return the release."""
        return f"macOS {platform.mac_ver()[0]}"

    def exists(self, path: str) -> bool:
        """Return whether a program is there."""
        return Path(path).exists()

    def output(self, *command: str) -> str | None:
        """Return what a program prints, None when it is not there, fails or takes too long."""
        try:
            # The commands are fixed texts of ours with absolute paths; no shell reads them.
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, check=True, text=True, timeout=PATIENCE
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout

    def may_record_screen(self) -> bool:
        """Return whether this Python may record the screen; macOS 10.15 and newer can say."""
        try:
            return bool(ctypes.CDLL(CORE_GRAPHICS).CGPreflightScreenCaptureAccess())
        except (OSError, AttributeError):
            return False
