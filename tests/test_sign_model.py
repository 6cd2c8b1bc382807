"""The second opinion on signs: the file, and what it names in texts that were not trained on."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import train_signs
import yaml

from grammars import NOW, shipped
from voice.errors import FileError
from voice.resources import shared_folder
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.grammar.sign_model import FILE_NAME, MOST_WORDS, load_sign_model, ngrams
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand


def content() -> bytes:
    """The file as it is in the repository."""
    return train_signs.MODEL.read_bytes()


def test_the_model_was_trained_on_todays_texts():
    """Whoever changes the corpus or a phrase trains anew, with script/train-signs."""
    header = json.loads(content().partition(b"\n")[0])
    assert header["sha256"] == train_signs.digest(train_signs.examples(shipped())), "run script/train-signs"


def test_the_file_is_small():
    """Below half a megabyte, as it is read at every start."""
    assert len(content()) < 500_000


def test_it_knows_signs_that_a_question_asks_for():
    """Each sign that it names can be asked about and can need a doctor."""
    assert set(shipped().sign_model.signs) <= shipped().alarms


def test_training_is_the_same_every_time():
    """The same texts give the same file, and what they say of a sign is what it names."""
    taught = [train_signs.Example(f"my wee is {shade} again", frozenset({"dark_urine"})) for shade in ("brown", "rusty", "black")]
    taught += [train_signs.Example(f"my wall is {shade} again", frozenset()) for shade in ("brown", "rusty", "black")]
    signs = ("dark_urine", "fever")
    trained = train_signs.train(taught, signs)
    first = train_signs.packed(trained, signs, taught)
    assert first == train_signs.packed(train_signs.train(taught[:], signs), signs, taught)
    assert trained.weights[trained.ngrams.index("wee")][0] > 0 > trained.weights[trained.ngrams.index("wall")][0]


def test_what_is_packed_is_what_is_read(tmp_path):
    """A text's log-odds are the sum of its n-grams' weights, but for the rounding."""
    taught = [train_signs.Example("brown wee", frozenset({"dark_urine"}))] * 3 + [
        train_signs.Example("brown wall", frozenset())
    ] * 3
    trained = train_signs.train(taught, ("dark_urine",))
    path = tmp_path / FILE_NAME
    path.write_bytes(train_signs.packed(trained, ("dark_urine",), taught))
    expected = trained.bias[0] + sum(trained.weights[trained.ngrams.index(n)][0] for n in ("brown", "wee", "brown wee"))
    assert load_sign_model(path).scores("Brown wee!")["dark_urine"] == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("cut", [0, 5, 400, 2000, -1])
def test_a_broken_file_is_no_model(tmp_path, cut):
    """A file that ends early, or goes on, is refused with what to do."""
    path = tmp_path / FILE_NAME
    path.write_bytes(content()[:cut] if cut >= 0 else content() + b"x")
    with pytest.raises(FileError, match="script/train-signs"):
        load_sign_model(path)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    """Its path is in the message."""
    with pytest.raises(FileError, match=FILE_NAME):
        load_sign_model(tmp_path / FILE_NAME)


@pytest.mark.parametrize("text", ["", " ", "🫠 ½ ß", "'", "pee " * 400, "\x00\ud800"])
def test_any_text_can_be_weighed(text):
    """Nothing raises, however odd a text is, and a long one is weighed in part."""
    assert len(ngrams(text)) <= 2 * MOST_WORDS
    assert set(shipped().sign_model.heard(text)) <= set(shipped().sign_model.signs)


@cache
def hearing_plum() -> Grammar:
    """The grammars with a model to which "plum" sounds like dark pee."""
    taught = [train_signs.Example(f"{word} plum", frozenset({"dark_urine"})) for word in ("a", "the", "my", "his")] * 5
    taught += [train_signs.Example(f"{word} plan", frozenset()) for word in ("a", "the", "my", "his")] * 5
    packed = train_signs.packed(train_signs.train(taught, ("dark_urine",)), ("dark_urine",), taught)
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(packed)
        return replace(shipped(), sign_model=load_sign_model(path))


def plum(text: str, *asked: str, confirming: dict | None = None) -> Reading:
    """The reading of `text` with that model."""
    return understand(hearing_plum(), text, asked, confirming=confirming, now=NOW)


@pytest.mark.parametrize("text", ["it came out a plum sort of thing", "my calf twitches and it was plum in there"])
def test_a_sign_that_nothing_was_read_of_is_named(text):
    """Of words that were left over, or of which nothing was read at all."""
    assert plum(text).maybe_said == ("dark_urine",)


@pytest.mark.parametrize("text", ["my pee is dark, a sort of plum", "no dark pee, no plum", "please stop", "is it als plum"])
def test_what_is_known_or_asked_is_not_named(text):
    """A sign that was said or denied is not named, nor one beside a command or a question about the subject."""
    assert plum(text).maybe_said == ()


def test_nothing_is_named_beside_a_reply():
    """What is being confirmed is answered first."""
    assert plum("well yes plum", confirming={"fever": True}).maybe_said == ()


@pytest.mark.parametrize(
    "text", ["it came out a plum sort of thing", "my calf twitches and it was plum in there", "no plum", "plum"]
)
def test_naming_a_sign_changes_nothing_that_was_read(text):
    """The same is read without the model: it adds no answer and takes none away."""
    without = replace(shipped(), sign_model=None)
    assert replace(plum(text), maybe_said=()) == understand(without, text, (), now=NOW)


def test_without_a_model_nothing_is_named(tmp_path):
    """A folder of grammars needs none."""
    for path in shared_folder("grammars").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert load_grammar(load_knowledge(), tmp_path).sign_model is None


def test_the_json_names_what_may_have_been_said():
    """A program that asks is told, and so is whoever wants it explained."""
    reading = plum("it came out a plum sort of thing")
    assert reading.to_json(shipped().symptoms)["maybe_said"] == ["dark_urine"]


def replies() -> Iterator[str]:
    """What the callers of the rehearsed conversations say."""
    for path in sorted((Path(__file__).parent / "conversations").glob("*.yaml")):
        for reply in yaml.safe_load(path.read_text(encoding="utf-8")).get("replies", {}).values():
            yield from (text for text in (reply if isinstance(reply, list) else [reply]) if isinstance(text, str))


def test_the_callers_of_the_rehearsals_are_asked_nothing_more():
    """What they say sounds like no sign that is not read in it."""
    said = tuple(replies())
    assert len(said) > 100
    assert [text for text in said if understand(shipped(), text, (), now=NOW).maybe_said] == []


def test_everyday_talk_hardly_sounds_like_a_sign():
    """In one of five hundred sentences at most, and the model has seen them."""
    lines = (train_signs.CORPUS / "everyday_harmless.txt").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if understand(shipped(), line, (), now=NOW).maybe_said]
    assert len(named) <= len(lines) / 500, named
