"""How alike two texts are: rare words count, frequent ones hardly, numbers are not looked for."""

from tanggap.reading.likeness import alike, rarest

SHARES = {"galon": 0.4, "air": 0.5, "bau": 0.1}


def test_the_rarest_words_come_first_within_what_may_be_looked_at() -> None:
    assert rarest(["air", "galon", "bau", "korslet", "123"], SHARES, most=3, budget=0.2) == ["korslet", "bau"]
    assert rarest(["air"], SHARES, most=3, budget=0.01) == ["air"]
    assert rarest(["123", "2604817"], SHARES, most=3, budget=1) == []


def test_a_shared_rare_word_weighs_more_than_several_frequent_ones() -> None:
    rare, shared = alike(["air", "korslet"], ["bau", "korslet"], SHARES)
    frequent, _words = alike(["air", "galon", "korslet"], ["air", "galon", "sobek"], SHARES)
    assert rare > 0.9 > 0.1 > frequent
    assert shared == ["korslet"]


def test_the_same_text_is_wholly_alike_and_nothing_is_like_nothing() -> None:
    assert alike(["air", "x"], ["x", "air"], SHARES)[0] == 1.0
    assert alike([], ["air"], SHARES) == (0.0, [])
