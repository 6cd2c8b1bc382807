"""The conversation as a state machine: a table of moves over frozen states."""
