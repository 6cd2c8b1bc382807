"""Whether words are for us that somebody says out of the blue, where a whole house is listened to.

1. A twitch, a place on the body, a warning sign and a call for help are, however unsurely they were understood: it costs a
   question, and what was not surely said counts for nothing yet.
2. So is our name, and what is said behind it is what we are told. Everything else is for others.
3. While a conversation goes on, what is not understood is for others too; but not where a warning sign is asked about.
"""

from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.prompts import red_flags
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading

_MOST_BEFORE = 8
"""Words before our name with which we are still called: "could you please ask Twitchwise …"."""


def concerns_us(knowledge: Knowledge, reading: Reading) -> bool:
    """Whether it tells of what we are for."""
    if reading.certainty == "rejected":
        return False
    signs = any(reading.answers.get(slot) is True for slot in red_flags(knowledge))
    twitch = any("complaint" in span.meaning.split() for span in reading.spans)
    help_wanted = reading.command == "emergency" and reading.certainty == "sure"
    return signs or twitch or help_wanted or knowledge.roles.place in reading.answers


def asks_for_a_sign(knowledge: Knowledge, listen: Listen) -> bool:
    """Whether the answer that is listened for is about a warning sign, so that one which is not understood is asked again."""
    question = knowledge.questions_by_id.get(listen.question)
    if question is not None:
        return question.risk == "red_flag"
    return not set(red_flags(knowledge)).isdisjoint(listen.slots)


def behind_our_name(knowledge: Knowledge, words: str) -> str | None:
    """What is said behind our name, which may be nothing; None where we are not called."""
    said = words.split()
    plain = ["".join(character for character in word.lower() if character.isalnum()) for word in said]
    for start in range(min(len(plain), _MOST_BEFORE + 1)):
        for name in (one.split() for one in knowledge.prompts["own_names"]):
            if plain[start : start + len(name)] == name:
                return " ".join(said[start + len(name) :])
    return None
