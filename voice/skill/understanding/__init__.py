"""From words to meaning: grammars, islands, scope, and how sure the reading is."""
