"""Benchmarks: a suite names data, task and configuration; a run of it gives scores."""
