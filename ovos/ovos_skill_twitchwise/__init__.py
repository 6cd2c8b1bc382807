"""Twitchwise as a skill of OpenVoiceOS.

`interview` holds the conversations and needs no OVOS; `skill` joins it to OVOS, and is loaded by its entry point alone.
"""

__version__ = "0.1.0"
