"""`twitchwise questions`: the interview, question by question."""

import json

import click

from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.wording import fill, places_of


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line a question.")
def questions(as_json: bool) -> None:
    """List the questions of the interview, in the order in which they can be asked."""
    knowledge = load_knowledge()
    for question in knowledge.questions:
        ask = fill(question.ask, places_of(knowledge, None))
        line = {"id": question.id, "slots": list(question.slots), "ask": ask, "risk": question.risk}
        click.echo(json.dumps(line) if as_json else f"{question.id}: {ask}")
