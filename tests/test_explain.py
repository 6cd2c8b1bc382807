"""`understand --explain`: what each step of understanding made of an utterance."""

from grammars import shipped
from voice.skill.understanding.explain import explained
from voice.skill.understanding.parse import Question


def _steps(text, *asked):
    return list(explained(text, Question(shipped().asking(asked), asked)))


def test_each_step_says_what_it_added_and_took_away():
    """The words come first; a medicine's time is given up by name, and the last step says how sure it is."""
    steps = _steps("I started sertraline two weeks ago", "medications")
    assert steps[0] == "words: i started sertraline two weeks ago"
    assert any("'sertraline': fact medications=antidepressant" in step for step in steps)
    assert any(step.startswith("of medicines:") and "- duration_days=14" in step for step in steps)
    assert steps[-1].split() == ["weighed", "up:", "certainty:", "sure"]


def test_it_shows_which_words_deny_and_which_are_doubtful():
    """A denied mention and a doubtful one are marked, each with the words that it stands on."""
    steps = _steps("no numbness, my calf might be weak", "local_numbness_tingling", "muscle_weakness")
    assert any("local_numbness_tingling=false, denied" in step and "[numbness]" in step for step in steps)
    assert any("muscle_weakness=true, doubtful" in step for step in steps)


def test_words_that_mean_nothing_are_explained_too():
    """Nothing is mentioned, and the last step says that it is rejected."""
    steps = _steps("lorem ipsum dolor sit amet consectetur adipiscing elit")
    assert steps[-1].split() == ["addressed:", "certainty:", "rejected"]
    assert not any("answer" in step for step in steps)
