"""The interview, the assessment and the sources as tools: through the protocol's own client, over standard input and output."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from patience import HANG_SECONDS
from talking import whole

STORY = "my left calf keeps twitching since my run this morning"
ENDS_IT = ("my pee is dark like cola", "thanks")


@asynccontextmanager
async def agent(folder, *options):
    """A client of a program that it has started for a user whose home is `folder`."""
    started = StdioServerParameters(
        command=sys.executable, args=["-m", "voice", "mcp", "--region", "us", *map(str, options)], env={"HOME": str(folder)}
    )
    with (folder / "told").open("w") as told:
        async with Client(stdio_client(started, errlog=told)) as client:
            yield client
    assert (folder / "told").read_text() == ""


def with_agent(folder, work, *options):
    """What `work` gives for a client."""

    async def run():
        async with agent(folder, *options) as client:
            return await work(client)

    return asyncio.run(run())


def talk(folder, *said, conversation="me", options=()):
    """What comes of this, one after another."""

    async def work(client):
        return [
            (await client.call_tool("talk", {"conversation": conversation, "words": words})).structured_content for words in said
        ]

    return with_agent(folder, work, *options)


def refusal(folder, tool, arguments):
    """What is told to whoever calls the tool with these."""

    async def work(client):
        return await client.call_tool(tool, arguments)

    result = with_agent(folder, work)
    assert result.is_error
    return result.content[0].text


def test_an_interview_is_held_word_for_word(tmp_path):
    """What an emergency needs stands apart, to be said first; every turn says what is asked and what can be answered."""
    first, emergency, bye = talk(tmp_path, STORY, *ENDS_IT)
    assert first["say"][0].startswith("Hello, this is Twitchwise.")
    assert (first["goes_on"], first["question"], first["must_say_first"]) == (True, "urine", [])
    assert "none of these" in first["choices"]
    assert emergency["disposition"] == emergency["assessment"]["disposition"] == "emergency"
    assert emergency["must_say_first"][0].startswith("Call nine one one now")
    assert emergency["must_say_first"][0] in emergency["say"]
    assert (bye["goes_on"], bye["outcome"]) == (False, "emergency")


def test_two_conversations_are_two_people(tmp_path):
    """By the name that the agent gives them."""

    async def work(client):
        for name in ("ann", "bob"):
            await client.call_tool("talk", {"conversation": name, "words": STORY})
        await client.call_tool("talk", {"conversation": "ann", "words": "no"})
        asked = [await client.call_tool("talk", {"conversation": name, "words": "repeat"}) for name in ("ann", "bob")]
        return [answer.structured_content["question"] for answer in asked]

    assert with_agent(tmp_path, work) == ["collapse", "urine"]


def test_an_agent_is_told_how_to_use_it(tmp_path):
    """Word for word, the person's own words, and what there is to call and to read."""

    async def work(client):
        tools = [tool.name for tool in (await client.list_tools()).tools]
        resources = [str(resource.uri) for resource in (await client.list_resources()).resources]
        return client.instructions, tools, resources

    instructions, tools, resources = with_agent(tmp_path, work)
    assert "say it first, word for word" in instructions
    assert tools == ["talk", "assessment"]
    assert resources == ["twitchwise://questions", "twitchwise://sources"]


def test_answers_are_assessed_and_what_is_missing_is_unknown(tmp_path):
    """Nothing at all is never harmless; a sign is an emergency with the words for it."""

    async def work(client):
        answers = [{}, {"symptoms": {"dark_urine": True}}, {"location": ["calf"], "side": "left"}]
        return [(await client.call_tool("assessment", {"answers": one})).structured_content for one in answers]

    nothing, dark, calf = with_agent(tmp_path, work)
    assert nothing["disposition"] == calf["disposition"] == "doctor"
    assert nothing["assessment"]["to_check"]
    assert dark["disposition"] == "emergency"
    assert dark["must_say_first"][0].startswith("Call nine one one now")
    assert dark["must_say_first"][0] in dark["say"]
    assert nothing["must_say_first"] == []
    assert set(dark["assessment"]["sources"]) <= {source.said for source in whole().sources.values()} | set(whole().sources)


@pytest.mark.parametrize(
    ("answers", "told"),
    [({"sidee": "left"}, "side"), ({"side": "middle"}, "left"), ({"symptoms": {"dark_pee": True}}, "dark_urine")],
)
def test_answers_that_do_not_fit_are_told_with_what_would_be_right(tmp_path, answers, told):
    """So that an agent can mend them."""
    message = refusal(tmp_path, "assessment", {"answers": answers})
    assert told in message
    assert "Traceback" not in message


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"conversation": " ", "words": "no"}, "a name that is not empty would be right"),
        ({"conversation": "me", "words": "no " * 5_000}, "at most 5,000 would be right"),
        ({"conversation": "me", "words": "no", "confidence": 3}, "from 0 to 1 would be right"),
        ({"conversation": "me"}, "words"),
    ],
)
def test_words_that_do_not_fit_are_told_with_what_would_be_right(tmp_path, arguments, told):
    """One line, and nothing has changed."""
    assert told in refusal(tmp_path, "talk", arguments)


def test_questions_and_sources_can_be_read(tmp_path):
    """Every question with the values of its slots, and every source by the id that assessments use."""

    async def work(client):
        return [
            json.loads((await client.read_resource(f"twitchwise://{name}")).contents[0].text) for name in ("questions", "sources")
        ]

    questions, sources = with_agent(tmp_path, work)
    assert [question["id"] for question in questions] == [question.id for question in whole().questions]
    assert questions[0]["answers"]
    assert all(
        values["values"] or values["kind"] == "number" for question in questions for values in question["answers"].values()
    )
    assert set(sources) == set(whole().sources)


def test_a_program_that_is_started_anew_goes_on(tmp_path):
    """Where a folder was named."""
    options = ("--state-folder", tmp_path / "kept")
    (asked,) = talk(tmp_path, STORY, options=options)
    (again,) = talk(tmp_path, "no", options=options)
    assert (asked["question"], again["question"]) == ("urine", "collapse")


def test_garbage_is_no_traceback(tmp_path):
    """What is no message is passed over or answered by an error, and the program ends with its input."""
    done = subprocess.run(
        [sys.executable, "-m", "voice", "mcp"],
        input='garbage\n[]\n{"jsonrpc": "2.0"}\n\n{"jsonrpc": "2.0", "id": 1, "method": "dance"}\n',
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in done.stdout.splitlines())
