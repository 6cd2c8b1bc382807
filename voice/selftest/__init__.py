"""Is this machine ready to talk? One small check each for what a conversation needs, and what to do where it is not."""
