"""The PIN: kept as a hash, compared in constant time, with five tries and a pause after them."""

import base64
from dataclasses import dataclass
from enum import StrEnum
import hashlib
import hmac
import secrets
from typing import Final

LEAST_DIGITS: Final = 4
MOST_DIGITS: Final = 10
MOST_TRIES: Final = 5
PAUSE_SECONDS: Final = 900

# RFC 7914's parameters for interactive use: 16 MiB and some 50 ms.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
_SALT_BYTES: Final = 16


class Verdict(StrEnum):
    """What came of a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    UNSET = "unset"


def is_valid_pin(pin: str) -> bool:
    """Return whether this can be a PIN: digits alone, enough of them."""
    return pin.isascii() and pin.isdecimal() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS


def hash_pin(pin: str) -> str:
    """Return a PIN as it is kept, `salt$hash` in base 64; takes some 50 ms."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"{_text(salt)}${_text(_derive(pin, salt))}"


def matches(pin: str, kept: str) -> bool:
    """Return whether a PIN is the one that was kept; takes some 50 ms."""
    salt, _, wanted = kept.partition("$")
    return hmac.compare_digest(_derive(pin, base64.b64decode(salt)), base64.b64decode(wanted))


def _derive(pin: str, salt: bytes) -> bytes:
    """Return scrypt of a PIN."""
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL)


def _text(value: bytes) -> str:
    """Return bytes in base 64."""
    return base64.b64encode(value).decode()


@dataclass(frozen=True, kw_only=True)
class Tries:
    """Wrong PINs in a row, and until when no more are taken, in seconds since the epoch."""

    wrong: int = 0
    locked_until: float = 0.0

    def is_locked(self, now: float) -> bool:
        """Return whether no PIN is taken now."""
        return now < self.locked_until

    def after_wrong(self, now: float) -> Tries:
        """Return the count after one more wrong PIN."""
        if self.wrong + 1 < MOST_TRIES:
            return Tries(wrong=self.wrong + 1)
        return Tries(locked_until=now + PAUSE_SECONDS)
