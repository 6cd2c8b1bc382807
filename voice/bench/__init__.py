"""Performance budgets and results of this machine: measured on demand, never in a test."""
