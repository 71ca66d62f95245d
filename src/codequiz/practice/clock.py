"""Reading the machine's clocks."""

import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from codequiz.exam import Instant


class Clock(Protocol):
    """Whatever can say what time it is; tests have one that they move."""

    def now(self) -> Instant:
        """This moment."""
        ...


class SystemClock:
    """The machine's own clocks, to the millisecond (which is what is stored)."""

    def __init__(self) -> None:
        self._boot_id = _boot_id()

    def now(self) -> Instant:
        """This moment."""
        utc = datetime.now(UTC)
        return Instant(
            utc=utc.replace(microsecond=utc.microsecond // 1000 * 1000),
            boot_id=self._boot_id,
            boot_seconds=round(time.clock_gettime(_BOOT_CLOCK), 3),
            awake_seconds=round(time.clock_gettime(_AWAKE_CLOCK), 3),
        )


# Linux stops CLOCK_MONOTONIC while suspended and has CLOCK_BOOTTIME that goes on; macOS has it the other way round.
if sys.platform == "darwin":
    _BOOT_CLOCK: Final = time.CLOCK_MONOTONIC
    _AWAKE_CLOCK: Final = time.CLOCK_UPTIME_RAW
elif sys.platform == "linux":
    _BOOT_CLOCK: Final = time.CLOCK_BOOTTIME
    _AWAKE_CLOCK: Final = time.CLOCK_MONOTONIC
else:
    _BOOT_CLOCK: Final = time.CLOCK_MONOTONIC
    _AWAKE_CLOCK: Final = time.CLOCK_MONOTONIC


def _boot_id() -> str:
    """What tells two runs of the machine apart; where it cannot be known, each process counts as one."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return uuid.uuid4().hex
