"""The coach reads replies: five sentences from each side of every rule, odd texts, steps that grow with the text."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench import coaching
from tanggap.reading.coach import ELEMENTS, WARNINGS, Additions, Advice, Facts, phrase, read
from tanggap.reading.coach.rules import good_pattern, rules_of

DATA = Path(__file__).parents[1] / "data" / "coach"
SIDES: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads((DATA / "sides.toml").read_text(encoding="utf-8"))
OF_CALLS = ("restatement", "wish")
TODAY = date(2026, 11, 26)  # a Thursday


def kinds(advice: Advice) -> set[str]:
    return {one.kind for one in advice.findings}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
def test_five_sentences_from_each_side_of_every_rule(language: str) -> None:
    wrong = []
    for kind, sides in SIDES[language].items():
        of = "call" if kind in OF_CALLS else "reply"
        assert len(set(sides["yes"])) == len(set(sides["no"])) == 5, kind
        wrong += [f"{kind} is missed: {one}" for one in sides["yes"] if kind not in kinds(read(one, language, of=of))]
        wrong += [f"{kind} is seen: {one}" for one in sides["no"] if kind in kinds(read(one, language, of=of))]

    assert set(SIDES[language]) == {*ELEMENTS, *WARNINGS}
    assert wrong == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_replies_that_people_labelled_are_read_as_they_were_meant(language: str) -> None:
    replies = coaching.replies_in(DATA / f"replies.{language}.toml")
    made = coaching.score(replies, language)

    assert len(replies) > 200
    for group in (coaching.REPLY, coaching.WARNINGS):
        precision, recall = made.precision(*group), made.recall(*group)
        assert precision is not None and recall is not None and precision > 0.9 and recall > 0.88


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        # What is quoted is not ours, in a sentence, line by line, or as the older mail below.
        ("Bapak menulis “ini salah kalian, bohong semua”. Kami periksa besok.", "id", {"help", "date"}),
        ("> Seharusnya Bapak membaca dulu.\n> Itu bohong.\nKami periksa besok.", "id", {"help", "date"}),
        ("We will call you tomorrow.\n\nOn 3 Dec Jim <j@x.org> wrote:\nYou should have read it.", "en",
         {"help", "date"}),
        # Marks that nobody sees, tags, smileys, letters of another width.
        ("\u202eMo\u200bhon ma\u00adaf atas pesanan yang tertukar 🙏", "id", {"apology"}),
        ("<p>Kami <b>mohon</b> maaf <br>atas pesanan yang tertukar.</p>", "id", {"apology"}),
        ("Ｗｅ ａｒｅ ｖｅｒｙ ｓｏｒｒｙ for that!", "en", {"apology"}),
        # Two languages in one reply.
        ("Kami mohon maaf atas pesanan yang tertukar. This is our mistake, and it was not yours at all.", "id",
         {"apology", "responsibility"}),
        ("مرحبا. Kami mohon maaf atas pesanan yang tertukar.", "id", {"apology"}),
        # In a chat each line stands for itself; mail is wrapped in the middle of a sentence.
        ("maaf ya kak paketnya basah\nbsk aku kirim lagi", "id", {"apology", "help", "date"}),
        ("", "id", set()), ("🙏🙏🙏", "id", set()), ("…!?.,;:()", "en", set()), ("12 34 56", "en", set()),
    ],
)  # fmt: skip
def test_odd_texts_are_read_as_they_are_meant(text: str, language: str, found: set[str]) -> None:
    assert kinds(read(text, language)) == found


def test_what_was_found_is_where_it_says_it_is() -> None:
    text = "🙏 Mohon\u200b maaf, Bu.\nIni salah Ibu sendiri."
    advice = read(text, "id")

    first, second = advice.findings
    assert (first.kind, text[first.start : first.end]) == ("apology", "Mohon\u200b maaf, Bu.")
    assert (second.kind, second.words) == ("blame", "salah Ibu") and text[second.start : second.end] == "salah Ibu"
    assert [advice.state(kind) for kind in ("apology", "help")] == ["found", "missing"]
    assert read("Maaf.", "id").state("apology") == "weak"
    assert advice.missing == ["sympathy", "responsibility", "help", "date"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kami akan mengganti Rp75.000 besok.", set()), ("Kami akan mengganti Rp1,5 juta besok.", {"amount"}),
        ("Kami akan mengganti 250 ribu besok.", {"amount"}), ("Tagihan Ibu Rp5.000.000.", set()),
        ("Kami telepon Ibu Senin.", set()), ("Kami telepon Ibu Jumat depan.", {"late"}),
        ("Kami telepon Ibu paling lambat 9 Desember.", {"late"}), ("Kami telepon Ibu tanggal 20 November.", {"past"}),
        ("Kami kabari dalam 3 hari kerja.", set()), ("Kami kabari dalam dua minggu.", {"late"}),
        ("Kami telepon Ibu lusa. Salam untuk Pak Wira.", {"others"}), ("Kami telepon Bu Rini besok.", set()),
        ("Kami telepon Ibu besok di 0812-3456-7890.", set()), ("Kami telepon Ibu besok di 0813-1111-2222.", {"others"}),
        ("We are going to call you tomorrow at nine and tell you.", {"language"}),
    ],
)  # fmt: skip
def test_facts_are_held_against_the_words(text: str, found: set[str]) -> None:
    facts = Facts(
        language="id", amount=100_000, today=TODAY, latest=date(2026, 12, 2), names=frozenset({"rini"}),
        own=frozenset({"081234567890"}),
    )  # fmt: skip

    assert kinds(read(text, "id", facts=facts)) - {"help", "date"} == found


@pytest.mark.parametrize(
    "text",
    ["Bu Ratna, kami mohon maaf. Ini kelalaian kami. Besok kami antar gantinya. ", "kami ", "tidak mohon ", "you will ",
     "<", "“", "0812 ", "a", "K26-", "@", "1.", "> x\n", "-----", "Bapak Ibu "],
)  # fmt: skip
def test_ten_times_the_text_takes_about_ten_times_the_steps(text: str) -> None:
    def steps(length: int) -> int:
        rules = [rules_of(language) for language in ("id", "en")]
        automata = [one for each in rules for one in (each.automaton, each.figures)]
        before = sum(one.looked for one in automata)
        read((text * length)[:length], "id")
        return sum(one.looked for one in automata) - before

    few, many = steps(1_900), steps(19_000)
    assert many <= 12 * few + 100
    assert many < 100 * 19_000


def test_an_organisation_adds_words_of_its_own() -> None:
    own = Additions((("internal", "id", "galon (retur|balik)"), ("blame", "en", "user")))

    assert kinds(read("Ini galon balik.", "id", additions=own)) == {"internal"}
    assert kinds(read("Ini galon balik.", "id")) == set()
    assert [good_pattern(one, "id") for one in ("galon retur", "a|b [c] <kami>", "retur*")] == [True, True, True]
    for bad in ("", "(a", "a)", "[a]", "..", "<siapa>", "*", "a*", "x " * 40, "<kami", "[a|b] [c]", "a* b"):
        assert not good_pattern(bad, "id"), bad


def test_every_piece_has_words_to_suggest_which_the_coach_itself_understands() -> None:
    wrong: list[Any] = []
    for language, name in (("id", "Bu Rini"), ("en", "Mrs Lowe")):
        due = {"id": "Jumat, 27 November 2026, 17.00 WIB", "en": "Friday, 27 November 2026, 5:00 pm WIB"}[language]
        for of, wanted in (("reply", coaching.REPLY), ("call", ("apology", "restatement", "date"))):
            for kind in wanted:
                said = phrase(kind, language, of=of).format(name=name, what="galon bocor", due=due)
                if kind not in kinds(read(said, language, of=of)):
                    wrong.append((language, of, kind, said))
    assert wrong == []
