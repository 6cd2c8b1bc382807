"""What is told when asked, and how much of the result was heard."""

from voice.skill.effects import Effect
from voice.skill.events import Spoken
from voice.skill.knowledge import Knowledge
from voice.skill.moves import Moment, Step
from voice.skill.phrases import joined
from voice.skill.prompts import THREE, ask, say, speak
from voice.skill.state import Phase

_AT_ONCE = 2


def frequent_question(moment: Moment) -> Step:
    """Answer a question about the subject, say where the answer comes from, and go on where it was."""
    k = moment.knowledge
    s = moment.state.but(untold=k.frequent_questions[moment.reading.faq or ""].more)
    return s, (*answer_to(moment), *ask(k, s, "again"))


def tell_more(moment: Moment) -> Step:
    """Two statements more on what was asked about the subject, and then on where it was."""
    k, s = moment.knowledge, moment.state
    after = s.but(untold=s.untold[_AT_ONCE:])
    said = (speak(k, s, f"told_{name}", " ".join(k.statements[name].text)) for name in s.untold[:_AT_ONCE])
    return after, (*said, *ask(k, after, "again"))


def answer_to(moment: Moment) -> tuple[Effect, ...]:
    """The answer with its source."""
    k, s, name = moment.knowledge, moment.state, moment.reading.faq or ""
    entry = k.frequent_questions[name]
    told = speak(k, s, f"faq_{name}", " ".join(entry.answer))
    names = _sources(k, entry.sources)
    return (told, say(k, s, "source", as_prompt=f"source_{name}", source=joined(k, names))) if names else (told,)


def _sources(knowledge: Knowledge, ids: tuple[str, ...]) -> tuple[str, ...]:
    resolved = (article for name in ids for article in (knowledge.claims[name].articles if name in knowledge.claims else (name,)))
    return tuple(dict.fromkeys(knowledge.sources[name].said for name in resolved))[:THREE]


def heard_out(moment: Moment) -> Step:
    """A prompt was heard to its end; of the result's parts the number is kept."""
    event, s = moment.event, moment.state
    part = s.phase is Phase.RESULT and isinstance(event, Spoken) and event.prompt.startswith("result_")
    return (s.but(part=s.part + 1) if part else s), ()


def interrupted(moment: Moment) -> Step:
    """The caller spoke over a prompt: what is left of a result can be had with "more"."""
    s = moment.state
    return (s.but(interrupted=True) if s.phase is Phase.RESULT else s), ()


def what_else(moment: Moment) -> Step:
    """Yes, to "anything else?": what can be asked for."""
    return moment.state, ask(moment.knowledge, moment.state, "help")
