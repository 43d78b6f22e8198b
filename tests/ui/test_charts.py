"""Where points and bars lie: from zero, the few that matter first, what is out of the ordinary marked."""

from tanggap.ui.charts import HEIGHT, LEFT, RIGHT, WIDTH, Value, pareto, trend


def test_a_trend_begins_at_zero_and_marks_what_lies_outside_its_limits() -> None:
    drawn = trend([Value("1", 14), Value("2", 29), Value("3", 3), Value("4", 15)], mean=15.4, upper=25.6, lower=5.2)
    assert [one.outside for one in drawn.points] == [False, True, True, False]
    assert (drawn.points[0].x, drawn.points[-1].x) == (LEFT, WIDTH - RIGHT)
    assert drawn.points[1].y < drawn.lines[0].y < drawn.lines[1].y < drawn.lines[2].y < drawn.points[2].y
    assert [tick for _y, tick in drawn.ticks] == [0, 8, 16, 24, 32]


def test_a_trend_of_one_value_or_of_zeros_can_be_drawn() -> None:
    assert len(trend([Value("1", 0)], 0, 0, 0).points) == 1
    assert trend([], 0, 0, 0).path == ""


def test_the_few_that_make_up_eighty_percent_come_first() -> None:
    drawn = pareto([Value("c", 34), Value("a", 121), Value("b", 87), Value("d", 68), Value("e", 49), Value("f", 53)])
    assert [bar.value.label for bar in drawn.bars] == ["a", "b", "d", "f", "e", "c"]
    assert [bar.vital for bar in drawn.bars] == [True, True, True, True, False, False]
    assert round(drawn.vital_share, 2) == 0.8 and drawn.vital_count == 4
    assert all(bar.y + bar.height <= HEIGHT for bar in drawn.bars)
    assert pareto([]).bars == ()
