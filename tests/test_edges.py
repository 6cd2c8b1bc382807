"""The edges from a modifier to each mention that it changes: which "no" denied which sign, which "maybe" doubts it."""

from pathlib import Path

import pytest
from corpus_grading import load_entries

from grammars import shipped
from voice.skill.understanding.explain import explained
from voice.skill.understanding.parse import Question
from voice.skill.understanding.understand import parsed, passing

SIGNS = "pain muscle_weakness local_numbness_tingling".split()
TABLE = [
    # negated
    ("no pain or weakness", [], ["no ─negated→ pain", "no ─negated→ weakness"]),
    ("no pain, weakness or swelling", [], ["no ─negated→ pain", "no ─negated→ weakness", "no ─negated→ swelling"]),
    ("it isn't weak", [], ["not ─negated→ weak"]),
    ("neither weak nor numb", [], ["neither ─negated→ weak", "neither ─negated→ numb"]),
    ("without any pain", [], ["without any ─negated→ pain"]),
    ("hardly any pain", ["pain"], ["hardly any ─negated→ pain"]),
    ("nothing hurts", [], ["nothing ─negated→ hurts"]),
    ("I don't have any swelling", [], ["do not have any ─negated→ swelling"]),
    ("haven't noticed any weakness", [], ["have not noticed any ─negated→ weakness"]),
    ("can't say I've noticed any weakness", [], ["can not say i have noticed ─negated→ weakness"]),
    ("didn't look dark", ["dark_urine"], ["did not look ─negated→ dark"]),
    ("it doesn't hurt but it is numb", [], ["not ─negated→ hurt"]),
    ("not on any statins", ["medications"], []),
    ("pain, I wish", ["pain"], ["i wish ─negated→ pain"]),
    # affirmed and denied in a list
    ("sore yes, weak and numb no", SIGNS, ["yes ─affirmed→ sore", "no ─negated→ weak", "no ─negated→ numb"]),
    # uncertain
    ("it might be weak", ["muscle_weakness"], ["it might be ─uncertain→ weak"]),
    ("maybe a bit of numbness", [], ["maybe ─uncertain→ numbness"]),
    ("not sure if it's weak", ["muscle_weakness"], ["not sure if it is ─uncertain→ weak"]),
    ("never had pain like it", ["pain"], ["never had ─negated→ pain", "like it ─uncertain→ pain"]),
    # historical
    ("it was sore but it's gone now", [], ["it is gone now ─historical→ sore"]),
    ("the numbness has gone", ["local_numbness_tingling"], ["has gone ─historical→ numbness"]),
    ("it's gone", ["pain"], ["it is gone ─historical→ pain"]),
    ("it is no longer weak", ["muscle_weakness"], ["no longer ─historical→ weak"]),
    ("I thought it was weak, but no", ["muscle_weakness"], ["i thought ─historical→ weak"]),
    # hypothetical, and of another person
    ("what if it is weak", ["muscle_weakness"], ["what if it is ─hypothetical→ weak"]),
    ("suppose I had chest pain", [], ["suppose ─hypothetical→ chest pain"]),
    ("suppose it's not weak", ["muscle_weakness"], ["not ─negated→ weak", "suppose ─hypothetical→ weak"]),
    ("everyone says it looks swollen", [], ["everyone ─other_person→ swollen"]),
    # only and except
    ("just sore", ["pain", "muscle_weakness"], ["just ─only→ sore"]),
    ("all of it except numbness", SIGNS, ["all of it except ─excepted→ numbness"]),
    # nothing changed
    ("my calf hurts", [], []),
    ("no, it feels fine", ["pain"], []),
]


def _edges(text, asked):
    parse = parsed(text, Question(shipped().asking(tuple(asked)), tuple(asked)))
    targets = [edge.slot if edge.at == edge.by else " ".join(parse.of(edge.at)) for edge in parse.edges]
    return [f"{' '.join(parse.of(e.by))} ─{e.category}→ {target}" for e, target in zip(parse.edges, targets, strict=True)]


@pytest.mark.parametrize(("text", "asked", "edges"), TABLE)
def test_each_mention_is_linked_to_what_changed_it(text, asked, edges):
    """Every modifier that denies, doubts, supposes or puts a mention into the past, by its words, and no other."""
    assert _edges(text, asked) == edges


def test_the_table_has_every_category():
    """Each way in which a modifier can change a mention stands in the table."""
    found = {edge.split("─")[1].split("→")[0] for _, _, edges in TABLE for edge in edges}
    assert found == {"negated", "affirmed", "uncertain", "historical", "hypothetical", "other_person", "only", "excepted"}


def test_the_explanation_shows_them():
    """Each is a line of the step that reads what the pieces say together."""
    steps = list(explained("no pain or weakness", Question(shipped())))
    assert [step.split("+ ")[1] for step in steps if "→" in step] == ["no ─negated→ pain", "no ─negated→ weakness"]


@pytest.mark.parametrize("file", sorted(path.name for path in (Path(__file__).parent / "corpus").glob("*.yaml")))
def test_edges_go_in_the_direction_that_the_row_has(file):
    """In what people say, what a modifier changes stands where its row in the grammar file says that it stands."""
    now, entries = load_entries(Path(__file__).parent / "corpus" / file)
    wrong = []
    for entry in entries[::3]:
        parse = parsed(entry.text, Question(shipped().asking(tuple(entry.asked)), tuple(entry.asked), entry.confirming, now))
        rows = [(edge, shipped().modifiers[parse.matches[edge.by].kind]) for edge in parse.edges]
        wrong += [(entry.text, row.kind) for edge, row in rows if row.direction == "forward" and edge.by >= edge.at]
        wrong += [(entry.text, row.kind) for edge, row in rows if row.direction == "backward" and edge.by < edge.at]
    assert not wrong


def test_whose_and_when_stand_in_the_mention():
    """What is supposed, over, or somebody else's is so in the mention itself."""
    question = Question(shipped(), ("swelling_or_hard_muscle",))
    texts = ("it is swollen", "the swelling has gone", "what if it is swollen", "everyone says it looks swollen")
    mentions = [dict(passing(text, question))["scoped"].mentions[-1] for text in texts]
    assert [(m.time, m.about) for m in mentions] == [("now", None), ("past", None), ("supposed", None), ("now", "someone_else")]


def test_the_twitch_and_a_medicine_are_told_apart():
    """A place is the twitch's, and what is taken is a medicine's."""
    mentions = dict(passing("my calf twitches and I take a statin", Question(shipped())))["scoped"].mentions
    assert {(m.slot, m.about) for m in mentions} == {("location", "twitch"), ("medications", "medicine")}


@pytest.mark.parametrize(
    ("text", "about"),
    [("she has chest pain", "someone_else"), ("I have chest pain", None), ("chest pain since my wife left", None)],
)
def test_a_sign_that_somebody_else_has_is_about_that_person(text, about):
    """Where signs are told of "she" alone; a person who only stands beside a sign has none."""
    parse = parsed(text, Question(shipped()))
    assert {mention.about for mention in parse.said_of("chest_pain")} == {about}
