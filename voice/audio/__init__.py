"""Microphone, speaker and sound files."""
