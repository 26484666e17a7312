"""Put a model and its tokenizer into an `.argosmodel` file, as Argos lays it out."""

import json
import zipfile
from pathlib import Path

NAMES = {"fr": "French", "en": "English"}
VERSION = "0.1"
README = "Tiny test model; trained on self-generated text only.\n"
EPOCH = (1980, 1, 1, 0, 0, 0)  # zip's own: the same content gives the same file


def pack(model: Path, tokenizer: Path, out: Path, source: str, target: str, *, splitter: bytes = b"") -> None:
    """Write the package *out* of the CTranslate2 folder *model* and the SentencePiece file *tokenizer*.

    Args:
        model: the folder of a CTranslate2 model.
        tokenizer: a SentencePiece model.
        out: the file to write.
        source: language translated from.
        target: language translated into.
        splitter: MiniSBD's sentence splitter for the source, which stock argostranslate would else download; we have
            our own.
    """
    metadata = {
        "package_version": VERSION,
        "argos_version": "1.11.0",
        "from_code": source,
        "from_name": NAMES[source],
        "to_code": target,
        "to_name": NAMES[target],
        "links": [],
    }
    parts = {f"model/{path.name}": path.read_bytes() for path in sorted(model.iterdir())}
    parts |= {"sentencepiece.model": tokenizer.read_bytes(), "README.md": README.encode()}
    parts |= {"metadata.json": json.dumps(metadata, indent=1).encode()}
    if splitter:
        parts[f"minisbd/{source}.onnx"] = splitter
    root = f"translate-{source}_{target}-{VERSION.replace('.', '_')}"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, body in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(f"{root}/{name}", EPOCH), body, zipfile.ZIP_DEFLATED, 9)
