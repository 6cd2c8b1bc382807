"""`twitchwise pipe` as another program uses it."""

import json
import subprocess
import sys


def piped(lines, *options):
    """The effects of each line, in their order, without the `settled` after them."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    command = (sys.executable, "-m", "voice", "pipe", *map(str, options))
    run = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=True)
    turns = [[]]
    for effect in map(json.loads, run.stdout.splitlines()):
        if effect["effect"] == "settled":
            turns.append([])
        else:
            turns[-1].append(effect)
    return turns[:-1]
