"""Where what is kept of conversations lies: the user's state folder, and nothing of it anywhere else."""

from pathlib import Path

import platformdirs


def state_folder() -> Path:
    """Of this user; made when something is first kept, its owner's alone."""
    return Path(platformdirs.user_state_dir("twitchwise"))


def state_file() -> Path:
    """Where a conversation is kept between turns and runs."""
    return state_folder() / "conversation.json"


def history_file() -> Path:
    """Where results are kept, for whoever wants that."""
    return state_folder() / "history.jsonl"


def logs_list() -> Path:
    """The paths of all logs that were asked for."""
    return state_folder() / "logs.txt"


def conversations_folder() -> Path:
    """Where a service keeps the conversations of others."""
    return state_folder() / "conversations"


def folders_list() -> Path:
    """The paths of all folders in which conversations of others were kept."""
    return state_folder() / "folders.txt"
