"""The shared knowledge file: its form, its checks, its conditions over answers."""
