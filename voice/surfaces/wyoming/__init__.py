"""A Wyoming service: agent, ear and voice for Home Assistant and whatever else speaks that protocol.

One concept a file: `wire` reads events within bounds, `info` says what there is, `handle` answers words, `asr` hears, `tts`
speaks, `recent` remembers what was heard for the words that come back, `address` says where to listen, `discovery` announces it,
and `service` joins them to connections. Nothing outside this package needs the package `wyoming`.
"""
