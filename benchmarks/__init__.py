"""Beside the peers, in one run: each file here with a `main` is a benchmark.

`python course.py bench` lists them and runs them; what they measured is in `results`.
"""
