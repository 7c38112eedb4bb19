"""PINs, as nobody can read them, and how often a wrong one was tried.

Five tries an hour go through all PINs of four digits in 83 days, through those of six in 22 years.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
import hashlib
import hmac
import secrets
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Base

TRIES: Final = 5
FIRST_LOCK: Final = timedelta(minutes=15)
# Anybody in earshot of a satellite can lock the household out.
LONGEST_LOCK: Final = timedelta(hours=1)
# 16 MB and some 50 ms a try. What a PIN was hashed with is kept beside it, so that these may grow.
_COST: Final = 2**14
_BLOCK: Final = 8
_PARALLEL: Final = 1
_MEMORY: Final = 2**26


class PinResult(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    NOT_SET = "not_set"


@dataclass(frozen=True, kw_only=True)
class PinCheck:
    """A try; `locked_until` is set once no more are taken, also by the try that was one too many."""

    result: PinResult
    locked_until: datetime | None = None


class PinRow(Base):
    """A person's PIN, or the household's."""

    __tablename__ = "pins"

    owner: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[bytes]
    digest: Mapped[bytes]
    cost: Mapped[int]
    block: Mapped[int]
    parallel: Mapped[int]


class AttemptRow(Base):
    """Wrong tries since the last right one; a new PIN does not clear them."""

    __tablename__ = "pin_attempts"

    owner: Mapped[str] = mapped_column(primary_key=True)
    failed: Mapped[int]
    locks: Mapped[int]
    locked_until: Mapped[datetime | None]


def set_pin(session: Session, owner: str, pin: str) -> None:
    """Give a person, or the household, a PIN."""
    if not pin:
        raise ValueError("A PIN has digits")
    salt = secrets.token_bytes(16)
    row = PinRow(owner=owner, salt=salt, cost=_COST, block=_BLOCK, parallel=_PARALLEL)
    row.digest = _digest(row, pin)
    session.merge(row)


def remove(session: Session, owner: str) -> None:
    """Take a PIN away."""
    session.execute(delete(PinRow).where(PinRow.owner == owner))


def has_pin(session: Session, owner: str) -> bool:
    """Return whether there is a PIN."""
    return session.get(PinRow, owner) is not None


def locked_until(session: Session, owner: str, now: datetime) -> datetime | None:
    """Return when the next try is taken, None if it is now."""
    tries = session.get(AttemptRow, owner)
    until = None if tries is None else tries.locked_until
    return until if until is not None and until > now else None


def check(session: Session, owner: str, pin: str, now: datetime) -> PinCheck:
    """Try a PIN. While locked out not even the right one is looked at."""
    row = session.get(PinRow, owner)
    if row is None:
        return PinCheck(result=PinResult.NOT_SET)
    if until := locked_until(session, owner, now):
        return PinCheck(result=PinResult.LOCKED, locked_until=until)
    if hmac.compare_digest(_digest(row, pin), row.digest):
        session.execute(delete(AttemptRow).where(AttemptRow.owner == owner))
        return PinCheck(result=PinResult.RIGHT)
    return _wrong(session, owner, now)


def _wrong(session: Session, owner: str, now: datetime) -> PinCheck:
    """Count a wrong try; each lock is twice as long as the one before."""
    tries = session.get(AttemptRow, owner)
    if tries is None:
        tries = AttemptRow(owner=owner, failed=0, locks=0)
        session.add(tries)
    tries.failed += 1
    if tries.failed < TRIES:
        return PinCheck(result=PinResult.WRONG)
    tries.locked_until = now + min(FIRST_LOCK * 2 ** min(tries.locks, 16), LONGEST_LOCK)
    tries.failed = 0
    tries.locks += 1
    return PinCheck(result=PinResult.WRONG, locked_until=tries.locked_until)


def _digest(row: PinRow, pin: str) -> bytes:
    """Return what a PIN becomes with the salt and the cost of a row."""
    return hashlib.scrypt(
        pin.encode(), salt=row.salt, n=row.cost, r=row.block, p=row.parallel, maxmem=_MEMORY
    )
