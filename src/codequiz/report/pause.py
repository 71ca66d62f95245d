"""What a pause means for the clock, in words."""

from collections.abc import Iterator
from datetime import timedelta

from codequiz.exam import State
from codequiz.practice import Away
from codequiz.report.wording import duration, local_time


def pause_lines(session_id: int, state: State) -> Iterator[str]:
    """What is saved, and what the clock does meanwhile."""
    yield f"Session {session_id} is paused: {state.answered} of {len(state.items)} answered, all saved."
    if state.clock_runs:
        end = local_time(state.instant.utc + timedelta(seconds=max(state.seconds_left, 0.0)))
        yield f"The exam clock runs on: {duration(state.seconds_left)} left, until {end}."
    else:
        yield f"The clock stands still at {duration(state.seconds_left)} left."
    if state.plan.is_timed and not state.under_exam_conditions:
        yield 'It is marked "not under exam conditions" in the history.'


def resumed_line(state: State, away: Away | None) -> str:
    """What was found again, how long nobody was there, and what the clock did meanwhile."""
    said = f"Resumed with {state.answered} answered"
    if away is None:
        return f"{said}."
    clock = "the clock ran on" if away.clock_ran else "the clock stood still"
    return f"{said}; away for {duration(away.seconds)}: {clock}."
