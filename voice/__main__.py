"""`python -m voice` is `twitchwise`."""

from voice.cli import main

main()
