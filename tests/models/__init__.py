"""The two tiny translation packages of `tasks/press/models`: what they were trained on, and how to make them again.

Real CTranslate2 models in Argos's package format, 508 kB each, trained by us on sentences of a small French and English
news grammar with invented names. No third-party text is in them. Outside the grammar they are wrong, which is what the
tests of quality flags want.

- `phrases.py`, `grammar.py`: the grammar; the training corpus (seed 1) and sentences that are not in it.
- `reading.py`: a French sentence back into its facts, and so its English.
- `train.py`: tokenizer, training, export; `tape.py` and `transformer.py` are the model, in numpy.
- `splitter.py`, `pack.py`: the sentence splitter stock argostranslate asks for, and the `.argosmodel` file.
- `mirror.py`: an index on loopback that serves a package, badly when told to.

To rebuild both directions:

    python -m tests.models.splitter sbd.onnx      # takes the package onnx; may be left out
    python -m tests.models.train fr en --out fixture_fr_en.argosmodel --splitter sbd.onnx
    python -m tests.models.train en fr --out fixture_en_fr.argosmodel --splitter sbd.onnx

Then `pytest tests/gates/test_fixture_models.py` says whether they are exact enough. Corpus, tokenizer and splitter come
out the same as in the committed packages, which tests hold; the committed weights were trained with PyTorch, for 360
CPU seconds each, so those come out others. Measured of this trainer: after 1,400 of the 4,000 steps it takes by default
(0.14 CPU seconds each), 786 of 1,000 unseen French sentences are exact; the full length was not measured.
Neither PyTorch nor onnx is needed to run or to test.
"""
