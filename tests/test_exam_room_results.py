"""The results in the exam room: the score, the questions, and practising them again."""

from pathlib import Path

from codequiz.exam import MissReason, Mode
from codequiz.practice import Show, again, listed
from room_support import Room, opened, small


def squeezed(room: Room) -> str:
    return " ".join(room.text().split())


async def test_afterwards_every_question_with_filters(tmp_path: Path) -> None:
    async with opened(tmp_path, small(), size=(120, 40)) as room:
        await room.press("a", "f", "right", "a", "right")
        await room.wait(300)
        await room.press("c", "right", "r", "e", "y")
        assert room.shows("2 of 5 right", "Pass mark 70 %, 4 of 5: not passed.", "95 % interval")
        assert squeezed(room).count("digestive 2/5 few 12-77 % 1:00/2:16") == 1
        await room.press("1")
        assert room.shows("Choose a question first")
        await room.press("down")
        assert room.shows("✓ Right", "An invented rule.", "cpt:40000")
        await room.press("3", "w")
        assert room.shows("3 listed: wrong.", "✗ Wrong", "you chose A, the answer is B")
        await room.press("3")
        assert room.stored().items[1].miss_reason is MissReason.MODIFIER
        await room.press("f")
        assert room.shows("1 listed: flagged.", "question 0 of")
        await room.press("s")
        assert room.shows("1 listed: slow.")
        await room.press("b")
        assert room.shows("2 listed: blank.")


async def test_practising_the_listed_ones_again(tmp_path: Path) -> None:
    async with opened(tmp_path, small()) as room:
        await room.press("a", "r", "e", "y", "f", "g")
        assert room.shows("No question is listed"), "nothing is flagged"
        await room.press("w", "g")
        assert not room.app.is_running
        outcome = room.app.return_value
        assert outcome is not None
        assert outcome.again == (1, 2, 3, 4)
        session = room.app.session
        setup = again(session.plan, session.questions, outcome.again, 7)
        assert setup.plan.mode is Mode.REVIEW
        assert [item.question_id for item in setup.plan.items] == [q.id for q in session.questions[1:]]
        assert setup.questions == session.questions[1:]
        assert setup.plan.seconds_allowed == 4 * 136
    async with opened(tmp_path / "next", setup) as room:
        await room.press("b")
        assert room.shows("Question 1 of 4", "✓ Right")
        assert listed(room.state, Show.WRONG) == (1, 2, 3)


async def test_the_score_by_domain_fits_a_narrow_screen(tmp_path: Path) -> None:
    async with opened(tmp_path, small(12)) as room:
        await room.press("a", "r", "e", "y")
        assert "digestive 1/12 8 % 0:00/2:16" in squeezed(room), "in one line"
