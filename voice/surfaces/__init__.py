"""Where a conversation meets a person or a program: terminal, pipe, sound."""
