"""Checks the skill against the real OVOS, as `script/check-ovos` runs it: needs the packages of `requirements.txt`."""
