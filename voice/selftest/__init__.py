"""Is this machine ready? One small check each for what a conversation needs, and what to do where it is not."""
