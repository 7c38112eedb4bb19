"""The calls to Windows itself: one each, no logic. Importable on Windows only."""

import ctypes
import os
import platform
import sys
import winreg

# Tells mypy, too, that the rest is looked at for Windows only.
assert sys.platform == "win32"  # noqa: S101

ROOTS = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}
SM_CXVIRTUALSCREEN = 78


class Win32:
    """Windows, asked through its registry and system libraries."""

    def version(self) -> str:
        """Return the edition and build."""
        release, build, _, _ = platform.win32_ver()
        return f"Windows {release} {build}"

    def session_id(self) -> int:
        """Return this process's session."""
        session = ctypes.c_ulong()
        ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(session))
        return session.value

    def key_exists(self, path: str) -> bool:
        """Return whether a registry key is there."""
        try:
            _open(path).Close()
        except OSError:
            return False
        return True

    def value(self, path: str, name: str) -> str | int | None:
        """Return a registry value that is a text or a number."""
        try:
            with _open(path) as key:
                found, _ = winreg.QueryValueEx(key, name)
        except OSError:
            return None
        return found if isinstance(found, str | int) else None

    def subkeys(self, path: str) -> list[str]:
        """Return the names of the keys below a registry key."""
        try:
            with _open(path) as key:
                return [winreg.EnumKey(key, at) for at in range(winreg.QueryInfoKey(key)[0])]
        except OSError:
            return []

    def sound_outputs(self) -> int:
        """Return how many sound outputs there are."""
        return int(ctypes.windll.winmm.waveOutGetNumDevs())

    def can_suspend(self) -> bool:
        """Return whether the machine can sleep."""
        return bool(ctypes.windll.powrprof.IsPwrSuspendAllowed())

    def screen_width(self) -> int:
        """Return the width of all screens together."""
        return int(ctypes.windll.user32.GetSystemMetrics(SM_CXVIRTUALSCREEN))


def _open(path: str) -> winreg.HKEYType:
    """Open a registry key to read, in the 64-bit view also from a 32-bit Python."""
    root, _, below = path.partition("\\")
    return winreg.OpenKey(ROOTS[root], below, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
