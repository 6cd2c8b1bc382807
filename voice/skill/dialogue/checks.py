"""Commands that were not plainly given: asked about once, and done only when that is right.

1. Only a bare and sure "stop" ends an interview unasked. Help is called for, answers are deleted or begun afresh, and nobody is
   left alone in a pause, only where that was surely said.
2. Anything else that sounds like it is put as a question: yes does it, no goes on, silence waits. What was put once is not put
   again until something sure was answered.
3. A sign that was said with it counts more than the command.
"""

from voice.skill.dialogue.commands import COMMANDS
from voice.skill.dialogue.effects import Earcon, End
from voice.skill.dialogue.moves import NOTHING_SAID, Moment, Step, proceed, put_again, uncovered
from voice.skill.dialogue.prompts import ask, red_flags
from voice.skill.dialogue.state import Phase, State
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading
from voice.skill.triage.assess import is_emergency

ERASING = frozenset({"delete_data", "start_over"})
_OBEYED_AT_ONCE: dict[str, frozenset[Phase]] = {
    "stop": frozenset({Phase.RESULT, Phase.ALARM, Phase.OFFERED}),
    "emergency": frozenset({Phase.ALARM}),
    "delete_data": frozenset(),
    "start_over": frozenset(),
    "pause": frozenset({Phase.PAUSED}),
}
"""The commands that are checked, and the phases in which there is nothing to lose by obeying."""


def doubtful(knowledge: Knowledge, state: State, reading: Reading) -> bool:
    """Whether the command in `reading` is not plainly given, and would do too much for that."""
    command = reading.command
    if command not in _OBEYED_AT_ONCE or state.phase in _OBEYED_AT_ONCE[command]:
        return False
    if command == "pause" and not state.answered:
        # Others talk, perhaps: what they may have said is not even asked about.
        return False
    if command == "stop":
        return reading.certainty != "sure" or _words(reading) not in knowledge.prompts["bare_stops"]
    return reading.certainty != "sure" and not (command in ERASING and reading.answers)


def _words(reading: Reading) -> str:
    return " ".join(reading.text.lower().split()).strip(".!")


def names_a_sign(knowledge: Knowledge, reading: Reading) -> bool:
    """Whether a red flag is said to be present."""
    return any(reading.answers.get(slot) is True for slot in red_flags(knowledge))


def put(moment: Moment) -> Step:
    """Ask whether the command was meant; what was surely answered beside it is known already."""
    k, s = moment.knowledge, moment.state
    if moment.reading.answers and is_emergency(k, s.answers):
        return proceed(k, s)
    command = moment.reading.command or ""
    beneath = s.beneath if s.phase is Phase.CHECKING else s.phase
    asking = s.but(phase=Phase.CHECKING, command=command, beneath=beneath, checked=(*s.checked, command))
    return asking, ask(k, asking)


def agreed(moment: Moment) -> Step:
    """It was meant. What erases needs a sure yes."""
    s, command = moment.state, moment.state.command or ""
    if command in ERASING and moment.reading.certainty != "sure":
        return declined(moment)
    return COMMANDS[command](Moment(moment.knowledge, uncovered(s), moment.event, NOTHING_SAID))


def declined(moment: Moment) -> Step:
    """It was not meant, or nobody can tell: on with what was interrupted."""
    k, s = moment.knowledge, uncovered(moment.state)
    if s.phase is Phase.PAUSED:
        return s, (Earcon(name="done"), End(outcome="paused"))
    return proceed(k, s) if s.phase is Phase.OPENING and s.turns else put_again(k, s)
