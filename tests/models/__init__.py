"""The two tiny translation packages of `tasks/press/models`: what they were trained on, and how to make them again.

Real CTranslate2 models in Argos's package format, 508 kB each, trained by us on sentences of a small French and English
news grammar with invented names (`grammar.py`). No third-party text is in them. Outside the grammar they are wrong,
which is what the tests of quality flags want.

The grammar is all that tests import, and it needs nothing but Python.
"""
