"""Django database backend for one SQLite file shared by several processes.

``ENGINE = "mergelab.kit.sqlite"``. Over Django's own backend it adds: WAL, set once when the file
is made; ``synchronous=FULL``, so that what was committed survives a power cut; immediate
transactions; and one writer lock across threads and processes (`lock.WriterLock`) in front of
every write, which keeps the longest wait short where SQLite's own busy handler is unfair.
"""
