"""From sound to words: one interface, two engines."""
