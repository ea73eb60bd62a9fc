"""The record of runs: what ran, what it gave, how two runs differ."""
