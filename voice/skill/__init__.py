"""The pure middle: what was said means, what follows from it, and what to say next. No I/O, no clock, no chance."""
