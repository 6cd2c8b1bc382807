"""The language itself: words, numbers, lengths of time, days, the shape of questions."""
