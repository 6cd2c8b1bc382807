"""The language itself: words, numbers, lengths of time, days, the shape of questions, verbs. `interface` says what one must give.

`words` is the shape of what `grammars/language.yaml` lists, the other modules put these words to use, `languages` joins them.
Structure that no list can hold has a package for each language (`en`).
"""
