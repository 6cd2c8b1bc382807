"""What this machine reaches: measured on demand, never in a test."""
