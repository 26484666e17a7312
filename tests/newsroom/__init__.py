"""The hostile web on loopback: a process of its own that plays news sites, good, broken and malicious.

`python -m tests.newsroom --seed 7` prints one line of JSON with the ports it took. The host name chooses the site, the
path chooses the fault; what is answered depends on seed, host, path, clock and visit number alone. `client` starts it
from a test, `asserts` judges its ledger. The process imports nothing of the pipeline; `client`, `reader`
and `asserts` do, on the test's side.
"""
