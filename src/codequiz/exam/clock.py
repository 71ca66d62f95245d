"""Instants that are stored, and the honest time between two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, read from three clocks at once.

    `utc` is what people call the time; somebody may set it. `boot_seconds` counts from the machine's start and
    goes on while it is suspended; `awake_seconds` stands still then. Both are only comparable with instants of
    the same `boot_id`, and nobody can set them.
    """

    utc: datetime
    boot_id: str
    boot_seconds: float
    awake_seconds: float

    def to_json(self) -> dict[str, Any]:
        """JSON-ready values; `from_json` reads them back."""
        return {
            "utc": self.utc.isoformat(),
            "boot_id": self.boot_id,
            "boot_seconds": round(self.boot_seconds, 3),
            "awake_seconds": round(self.awake_seconds, 3),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Instant":
        """An instant from `to_json`'s values. Raises KeyError, TypeError or ValueError when they are not that."""
        utc = datetime.fromisoformat(data["utc"]).astimezone(UTC)
        return cls(utc, str(data["boot_id"]), float(data["boot_seconds"]), float(data["awake_seconds"]))


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Seconds between two instants: `total` of the world, `awake` of the machine; 0 <= awake <= total."""

    total: float
    awake: float


def elapsed(start: Instant, end: Instant) -> Elapsed:
    """The time from `start` to `end`, never negative.

    Within one run of the machine its own clocks decide, so that a changed system clock changes nothing and a
    suspended laptop is seen. Across a restart only the system clock is left: a step back counts as no time.
    """
    total = end.boot_seconds - start.boot_seconds
    if start.boot_id == end.boot_id and total >= 0:
        return Elapsed(total, min(max(end.awake_seconds - start.awake_seconds, 0.0), total))
    return Elapsed(max((end.utc - start.utc).total_seconds(), 0.0), 0.0)
