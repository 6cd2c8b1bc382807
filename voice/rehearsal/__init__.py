"""Whole conversations that meet nobody: a scripted caller in virtual time, in words or with sound."""
