"""Twitchwise: an offline voice skill for muscles that twitch after a workout.

The middle of it (`voice.skill`) is pure: words to meaning, meaning to the next thing to say. Everything
around it (`recognition`, `synthesis`, `audio`, `store`, `surfaces`) brings sound, time and hardware.
"""

__version__ = "0.1.0"
