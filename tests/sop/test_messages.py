"""A mistake in an SOP file is named by its line, with what to do about it, in both languages."""

import pytest
from django.utils.translation import override

from tanggap.sop.schema import SopProblems, read
from tests.sop.shipped import company, line_of, problems

# what is changed, words on the line that must be named, and part of the sentence
MISTAKES = {
    "a missing equals sign": (
        'purpose]\nid = """', 'purpose]\nid "', "id \"", "Put “=” between the name and its value"),
    "a text that is not closed": (
        'code = "company"', 'code = "company', 'code = "company', "Close it with the same quotation marks"),
    "the same name twice": (
        'prefix = "K"', 'prefix = "K"\nprefix = "L"', 'prefix = "L"', "The same name stands twice"),
    "the same table twice": (
        "[confidential]", "[follow_up]\ndays = 1\n[confidential]", "[follow_up]\ndays = 7", "opened twice"),
    "no value after =": ("days = 7\n", "days =\n", "days =\n", "After = comes a value"),
    "a misspelt name": ("reopen_days = 30", "reopn_days = 30", "reopn_days", "Did you mean “reopen_days”?"),
    "a missing name": ("reopen_days = 30\n", "", "[follow_up]", "“reopen_days” is missing in “follow_up”"),
    "only one language": (
        'name = { id = "PT Tirta Sagara", en = "PT Tirta Sagara" }', 'name = { id = "PT Tirta Sagara" }',
        'name = { id = "PT Tirta Sagara" }', "lacks its English text"),
    "a text without languages": (
        'complainant = { id = "pelanggan", en = "customer" }', 'complainant = "customer"',
        'complainant = "customer"', "both languages"),
    "a number in quotation marks": ("reopen_days = 30", 'reopen_days = "30"', "reopen_days", "whole number"),
    "an amount with dots": ("up_to = 2_000_000", "up_to = 2.5", "up_to = 2.5", "whole number"),
    "a text that is a number": ('code = "company"', "code = 5", "code = 5", "Put it in quotation marks"),
    "true in quotation marks": (
        "required = true\non_silence", 'required = "yes"\non_silence', 'required = "yes"', "true or false"),
    "an empty text": (
        '{ id = "Tanda terima", en = "Acknowledgement" }', '{ id = "Tanda terima", en = " " }', 'en = " "', "is empty"),
    "a bad length of time": (
        'within = "15 minutes"', 'within = "15 min"', 'within = "15 min"', "“4 working hours”"),
    "a length of nothing": (
        'within = "15 minutes"', 'within = "0 minutes"', 'within = "0 minutes"', "“4 working hours”"),
    "a rung at no moment": (
        '[[ladder]]\nat = "80 %"', '[[ladder]]\nat = "soon"', 'at = "soon"', "“1 working day after”"),
    "a rung before the beginning": (
        '[[ladder]]\nat = "80 %"', '[[ladder]]\nat = "0 %"', 'at = "0 %"', "Write “80 %” of the time, “due”"),
    "a rung some time after": (
        'at = "3 working days after"', 'at = "a while after"', 'at = "a while after"', "“1 working day after”"),
    "a rung that tells nobody": (
        'tell = ["handler"]', "tell = []", "tell = []", "needs at least one entry"),
    "a rung that tells somebody unknown": (
        'tell = ["handler"]', 'tell = ["handlr"]', "handlr", "Did you mean “handler”?"),
    "rungs out of order": (
        'at = "3 working days after"', 'at = "4 working hours after"', 'at = "4 working hours after"',
        "Each rung comes later"),
    "rungs in two kinds of time": (
        'at = "3 working days after"', 'at = "3 days after"', 'at = "3 days after"', "count in working time, or none"),
    "a ladder without the due moment": (
        '[[ladder]]\nat = "80 %"\ntell = ["responsible"]',
        '[[ladder]]\nat = "9 %"\ntell = ["head"]\n[[promises.task.ladder]]\nat = "50 %"\ntell = ["responsible"]',
        "[[promises.task.ladder]]", 'add one with at = "due"'),
    "a training that nobody knows": (
        'kind = "legal"', 'kind = "law"', 'kind = "law"', "use one of: very_angry"),
    "a training for cases of an unknown kind": (
        'field = "impact_law", operator = "is", value = "high" }]\ntext',
        'field = "impact_lw", operator = "is", value = "high" }]\ntext',
        "impact_lw", "impact_law"),
    "a level that trained people are called to, without saying when": (
        'when = [{ field = "temperature", operator = "is", value = "very_angry" }]\ntraining',
        'on = ["asked"]\ntraining',
        'training = "very_angry"', "add when ="),
    "a rest of no minutes": ("[rest]\nminutes = 30", "[rest]\nminutes = 0", "minutes = 0", "5"),
    "a misspelt severity": (
        "low = \"4 working days\"", "lo = \"4 working days\"", "lo = \"4 working days\"", "Did you mean “low”?"),
    "a misspelt role": (
        'roles = ["officer", "head"]\nfields = ["reason"]\nmin', 'roles = ["oficer", "head"]\nfields = ["reason"]\nmin',
        "oficer", "Did you mean “officer”?"),
    "an unknown act": ("[acts.propose]", "[acts.suggest]", "[acts.suggest]", "“suggest” is not known here"),
    "an unknown field of an act": (
        'fields = ["type", "category", "severity", "impact"]', 'fields = ["type", "mood"]', '"mood"',
        "use one of: type"),
    "nobody may act": ('[acts.redeem]\nroles = ["frontdesk", "officer", "head"]', "[acts.redeem]\nroles = []",
                       "roles = []", "needs at least one entry"),
    "a type of a unit that is not there": (
        'unit = "quality"\n\n[mandate]', 'unit = "mutu"\n\n[mandate]', 'unit = "mutu"', "There is no unit “mutu”"),
    "a category of no type": (
        '[categories.quality]\ntype = "product"', '[categories.quality]\ntype = "produk"', 'type = "produk"',
        "There is no type “produk”. Use one of: service, product."),
    "a parent that is not there": ('parent = "empathy"', 'parent = "emphaty"', "emphaty", "no category “emphaty”"),
    "a category that is its own ancestor": (
        '[categories.empathy]', '[categories.empathy]\nparent = "rude"', 'parent = "rude"', "its own ancestor"),
    "a question that is not there": (
        'questions = ["waited"]', 'questions = ["how_long"]', "how_long", "no question “how_long”"),
    "a code in capitals": ("[questions.waited]", "[questions.Waited]", "[questions.Waited]", "cannot be a code"),
    "duty of a unit that is not there": (
        'phone = "frontdesk"', 'phone = "callcentre"', "callcentre", "There is no unit “callcentre”"),
    "routing by an unknown field": (
        'field = "impact_law"', 'field = "weather"', "weather", "There is no field “weather”"),
    "routing by an unknown operator": (
        'operator = "in", value', 'operator = "among", value', "among", "use one of: is, is_not, in"),
    "routing by an impossible value": (
        'operator = "is", value = "high"', 'operator = "is", value = "huge"', "huge", "“huge” is not possible here"),
    "steps out of order": ("number = 7\n", "number = 8\n", "number = 8\n", "this one is number 7"),
    "a ladder that goes down": (
        'role = "manager"\n\n# Sampai', 'role = "manager"\nup_to = 1\n\n[[approval.rungs]]\nrole = "admin"\n\n# Sampai',
        "up_to = 1\n", "reaches higher"),
    "a ladder with an end": ('role = "manager"\n\n# Sampai', 'role = "manager"\nup_to = 9_000_000\n\n# Sampai',
                             "up_to = 9_000_000", "leave its up_to out"),
    "a ladder of approval for a severity that is none": (
        '[[approval.rungs]]\nrole = "head"\nup_to = 2_000_000', '[[approval.ladders]]\ntext = { id = "A", en = "A" }\n'
        'when = [{ field = "severity", operator = "is", value = "grave" }]\nrungs = [{ role = "head" }]\n\n'
        '[[approval.rungs]]\nrole = "head"\nup_to = 2_000_000', '"grave"', "“grave” is not possible here"),
    "a ladder of approval by amount without one": (
        '[[approval.rungs]]\nrole = "head"\nup_to = 2_000_000', '[[approval.ladders]]\ntext = { id = "A", en = "A" }\n'
        'when = [{ field = "severity", operator = "is", value = "low" }]\nrungs = [{ role = "quality" }, '
        '{ role = "manager" }]\n\n[[approval.rungs]]\nrole = "head"\nup_to = 2_000_000', 'role = "quality" }',
        "Only the last rung is without limit"),
    "a limit where every rung approves": (
        'rungs = [{ role = "head" }, { role = "manager" }]',
        'rungs = [{ role = "head", up_to = 5 }, { role = "manager" }]',
        "up_to = 5", "leave up_to out"),
    "authority above the most": (
        "valid_days = 90", "valid_days = 90\nauthority = { head = 9_000_000 }", "head = 9_000_000",
        "No one may grant more than"),
    "a name that a letter does not know": (
        "Nomor keluhan Anda {reference}.", "Nomor keluhan Anda {reference}: {body}.", '[letters.acknowledgement]',
        "This letter knows no {body}"),
    "a letter without what it must say": (
        "What we promise:\n{promises}", "What we promise: much.", "[letters.acknowledgement]", "must say {promises}"),
    "a lonely brace": ("menyebut Anda dalam", "menyebut { Anda dalam", "menyebut { Anda", "A brace stands alone"),
    "a letter that is missing": (
        "[letters.mentioned]", "[letters.mention]", "[letters.mention]", "There is no letter “mention”"),
    "a promise without a length": (
        'within = "7 days"', "", "[promises.offer_answer]", "Say how long"),
    "a prefix in small letters": ('prefix = "K"', 'prefix = "k"', 'prefix = "k"', "capital letters"),
    "alternatives in the wrong place": (
        "[acts.propose]\n", "[acts.propose]\nmin_alternatives = 3\n", "[acts.propose]", "belongs to [acts.decide]"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_message_names_the_line_and_says_what_to_do(mistake: str) -> None:
    old, new, on_line, sentence = MISTAKES[mistake]
    text = company((old, new))
    line = line_of(text, on_line)
    if mistake in ("a name that a letter does not know", "a letter without what it must say"):
        line = line_of(text, "body.id" if "knows" in sentence else "body.en")

    with override("en"):
        found = problems(text)

    assert [problem.line for problem in found if sentence in problem.sentence][:1] == [line], found


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_message_is_also_there_in_indonesian(mistake: str) -> None:
    old, new, _on_line, _sentence = MISTAKES[mistake]
    text = company((old, new))
    with override("en"):
        english = problems(text)
    with override("id"):
        indonesian = problems(text)

    assert [problem.line for problem in english] == [problem.line for problem in indonesian]
    assert not {problem.sentence for problem in english} & {problem.sentence for problem in indonesian}


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = company(('prefix = "K"', 'prefix = "k"'), ("reopen_days = 30", 'reopen_days = "30"'))

    with pytest.raises(SopProblems) as refused:
        read(text)

    lines = [problem.line for problem in refused.value.problems]
    assert len(lines) == 2 and lines == sorted(lines)
    assert str(refused.value).count("\n") == 1


def test_a_file_in_another_encoding_is_named_by_its_line(tmp_path) -> None:
    path = tmp_path / "sop.toml"
    path.write_bytes(b'code = "x"\ntitle = "caf\xe9"\n')

    with override("en"), pytest.raises(SopProblems) as refused:
        read(path)

    assert [(each.line, each.sentence) for each in refused.value.problems] == [
        (2, "This is not UTF-8. Save the file as UTF-8.")]  # fmt: skip
