"""From words to sound: rendered ahead, never played here."""
