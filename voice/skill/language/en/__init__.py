"""English: the rules of structure that lists of words cannot hold. Its words stand in `grammars/language.yaml`."""
