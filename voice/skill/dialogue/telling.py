"""What is told when asked, and how much of the result was heard."""

from voice.skill.dialogue.effects import Effect
from voice.skill.dialogue.events import Spoken
from voice.skill.dialogue.ladder import perhaps_present
from voice.skill.dialogue.moves import Moment, Step, put_again, result_parts
from voice.skill.dialogue.prompts import THREE, say, speak
from voice.skill.dialogue.state import Phase
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import joined
from voice.skill.triage.assess import SERIOUS, assess, level_of

_AT_ONCE = 2
_TO_DO = ("action", "tips", "never")


def frequent_question(moment: Moment) -> Step:
    """Answer a question about the subject, say where the answer comes from, and go on where it was."""
    k = moment.knowledge
    more = () if _gives_way(moment) else k.frequent_questions[moment.reading.faq or ""].more
    s = moment.state.but(untold=more)
    return put_again(k, s, *answer_to(moment))


def tell_more(moment: Moment) -> Step:
    """Two statements more on what was asked about the subject, and then on where it was."""
    k, s = moment.knowledge, moment.state
    after = s.but(untold=s.untold[_AT_ONCE:])
    said = (speak(k, s, f"told_{name}", " ".join(k.statements[name].text)) for name in s.untold[:_AT_ONCE])
    return put_again(k, after, *said)


def answer_to(moment: Moment) -> tuple[Effect, ...]:
    """The answer with its source; beside a serious sign, nothing that would comfort."""
    if _gives_way(moment):
        return _instead(moment)
    k, s, name = moment.knowledge, moment.state, moment.reading.faq or ""
    entry = k.frequent_questions[name]
    told = speak(k, s, f"faq_{name}", " ".join(entry.answer))
    names = _sources(k, entry.sources)
    return (told, say(k, s, "source", as_prompt=f"source_{name}", source=joined(k, names))) if names else (told,)


def _gives_way(moment: Moment) -> bool:
    """Whether the answer is for harmless twitches, and something serious was said, surely or not."""
    k, s = moment.knowledge, moment.state
    if not k.frequent_questions[moment.reading.faq or ""].for_harmless:
        return False
    told = {slot: True for slot, value in moment.reading.answers.items() if value is True}
    return s.phase is Phase.ALARM or level_of(k, {**s.answers, **perhaps_present(k, s), **told}) in SERIOUS


def _instead(moment: Moment) -> tuple[Effect, ...]:
    """After the result, what it says to do and not to do; before it, that the questions come first."""
    k, s = moment.knowledge, moment.state
    if moment.reading.answers or s.phase is Phase.ALARM:
        # What comes next says what matters.
        return ()
    if s.phase is not Phase.RESULT:
        return (say(k, s, "serious_first"),)
    parts = assess(k, s.answers, region=s.region).parts
    return (speak(k, s, f"faq_{moment.reading.faq}", " ".join(t for p in parts if p.name in _TO_DO for t in p.short)),)


def _sources(knowledge: Knowledge, ids: tuple[str, ...]) -> tuple[str, ...]:
    resolved = (article for name in ids for article in (knowledge.claims[name].articles if name in knowledge.claims else (name,)))
    return tuple(dict.fromkeys(knowledge.sources[name].said for name in resolved))[:THREE]


def heard_out(moment: Moment) -> Step:
    """A prompt was heard to its end; of the result's parts the number is kept."""
    event, s = moment.event, moment.state
    part = s.phase is Phase.RESULT and isinstance(event, Spoken) and event.prompt.startswith("result_")
    return (s.but(part=min(s.part + 1, _number_of_parts(moment))) if part else s), ()


def interrupted(moment: Moment) -> Step:
    """The caller spoke over a prompt: what is left of a result, if anything is, can be had with "more"."""
    s = moment.state
    return (s.but(interrupted=s.part < _number_of_parts(moment)) if s.phase is Phase.RESULT else s), ()


def _number_of_parts(moment: Moment) -> int:
    k, s = moment.knowledge, moment.state
    return len(result_parts(k, s, assess(k, s.answers, region=s.region)))
