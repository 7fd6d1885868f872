"""`python3 build.py bench`: how fast and how frugal Anami is, beside its peers and the floor.

`__main__` is the command line, `figures` and `table` are the arithmetic, `page` and `plot` make
docs/speed.md and its picture from docs/bench/results.json. The rest runs things and takes times.
"""
