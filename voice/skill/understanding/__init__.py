"""From words to meaning: grammars, matches, scope, and how sure the reading is."""
