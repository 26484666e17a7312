"""Translation packages in a folder of ours: what is installed, installing from a file, and whether all is whole.

A package is Argos's format: `metadata.json`, a tokenizer (`sentencepiece.model` or `bpe.model`) and a CTranslate2 model
in `model/`. We read it ourselves because `argostranslate.package` makes folders in the home directory when imported and
loses its whole list to one stray folder. Here a folder that is no package is reported by `verify` and breaks nothing.
"""

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import ctranslate2
from argostranslate.tokenizer import BPETokenizer, SentencePieceTokenizer

from tasks.core.language import primary_subtag

RECORD_NAME = "newsecho.json"  # what we installed: the package's SHA-256, where it came from, each file's SHA-256
TOKENIZERS = ("sentencepiece.model", "bpe.model")
MAX_UNPACKED_BYTES = 4_000_000_000  # the largest real package unpacks to 600 MB


class ModelError(Exception):
    """A translation package cannot be installed or used. The message is a sentence with the way out."""


@dataclass(frozen=True, slots=True)
class ModelPackage:
    """An installed package for one language pair."""

    source: str  # primary subtags, as the package names them: "fr"
    target: str
    version: str
    path: Path
    target_prefix: str = ""  # a token some many-language models want first; dropped from the output

    @property
    def engine_version(self) -> str:
        """Return the name and version a translation is stored under: another one means translating anew."""
        return f"translate-{self.source}_{self.target}-{self.version}"


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """What `verify` found in one folder of the store."""

    path: Path
    problem: str  # empty when the package is whole and runs


@dataclass(frozen=True, slots=True)
class Engine:
    """A package loaded and ready to decode. Both parts may be used from several threads."""

    tokenizer: SentencePieceTokenizer | BPETokenizer
    translator: ctranslate2.Translator


class ModelStore:
    """The packages under one folder; the folder need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def installed(self) -> list[ModelPackage]:
        """Return the usable packages, by source, target and version; folders that are none are passed over."""
        found = [package for path in self._folders() if isinstance(package := read_package(path), ModelPackage)]
        return sorted(found, key=lambda package: (package.source, package.target, version_key(package.version)))

    def find(self, source: str, target: str) -> ModelPackage | None:
        """Return the newest package from *source* to *target* (BCP 47 tags; regions do not count), or None."""
        pair = (primary_subtag(source), primary_subtag(target))
        fitting = [package for package in self.installed() if (package.source, package.target) == pair]
        return fitting[-1] if fitting else None

    def install(self, package_file: Path, *, origin: str = "") -> ModelPackage:
        """Install an `.argosmodel` file, or a folder that holds an unpacked one, and return the package.

        All is checked in a folder aside, then renamed into place: a crash leaves the store as it was. The same pair
        and version again replaces the old files.

        Args:
            package_file: the file or folder; it is left as it is.
            origin: where it came from, recorded beside it; by default the file's name.

        Raises:
            ModelError: there is no such file, it is damaged, or it is no translation package.
        """
        if not package_file.exists():
            raise ModelError(f"{package_file}: no such file; give the path of an .argosmodel file or of a folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".incoming-", dir=self.folder))
        try:
            root = _copied(package_file, aside) if package_file.is_dir() else _unpacked(package_file, aside)
            package = read_package(root)
            if isinstance(package, str):
                raise ModelError(f"{package_file}: {package}; it is no Argos translation package")
            _write_record(root, _file_sha256(package_file), origin or package_file.name)
            home = self.folder / f"translate-{package.source}_{package.target}-{package.version.replace('.', '_')}"
            if home.exists():
                home.rename(aside / "replaced")
            root.rename(home)
        finally:
            shutil.rmtree(aside)
        return ModelPackage(package.source, package.target, package.version, home, package.target_prefix)

    def verify(self) -> list[ModelCheck]:
        """Return a check of each folder: is it a package, unchanged since it was installed, and does it run."""
        return [ModelCheck(path, _problem(path)) for path in self._folders()]

    def _folders(self) -> list[Path]:
        """Return the folders that may be packages, sorted; names with a dot in front are unfinished installs."""
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def read_package(path: Path) -> ModelPackage | str:
    """Return the package in the folder at *path*, or in a few words why it is none."""
    try:
        metadata: dict[str, Any] = json.loads((path / "metadata.json").read_text(encoding="utf-8"))
        source, target = primary_subtag(metadata["from_code"]), primary_subtag(metadata["to_code"])
        kind, version = metadata.get("type", "translate"), str(metadata.get("package_version") or "0")
    except OSError:
        return "metadata.json is missing"
    except (ValueError, KeyError, TypeError, AttributeError):
        return "metadata.json does not name two languages"
    if source is None or target is None or kind != "translate":
        return "metadata.json does not name two languages to translate between"
    missing = _missing_part(path, version)
    return missing or ModelPackage(source, target, version, path, str(metadata.get("target_prefix") or ""))


def _missing_part(path: Path, version: str) -> str:
    """Return what keeps the folder at *path* from being used, or nothing."""
    if not re.fullmatch(r"[\w.+-]{1,40}", version):
        return f"its version {version!r} cannot be a file name"
    if not any((path / name).is_file() for name in TOKENIZERS):
        return "it has no tokenizer (sentencepiece.model or bpe.model)"
    return "" if ctranslate2.contains_model(str(path / "model")) else "model/ holds no CTranslate2 model"


def load_engine(package: ModelPackage, *, inter_threads: int = 1) -> Engine:
    """Load a package: about a second and 100 MB for a real one. *inter_threads* batches are decoded at a time.

    Raises:
        RuntimeError: CTranslate2 or SentencePiece cannot read the files.
    """
    tokenizer_file = next(path for name in TOKENIZERS if (path := package.path / name).is_file())
    if tokenizer_file.name == "bpe.model":
        tokenizer = BPETokenizer(tokenizer_file, package.source, package.target)
    else:
        tokenizer = SentencePieceTokenizer(tokenizer_file)
    translator = ctranslate2.Translator(
        str(package.path / "model"),
        device="cpu",
        compute_type="default",  # as the model was saved; "auto" makes some models return garbage
        inter_threads=inter_threads,
        intra_threads=1,
    )
    return Engine(tokenizer, translator)


def version_key(version: str) -> tuple[tuple[int, ...], str]:
    """Return a key that sorts 1.10 after 1.9."""
    return tuple(int(number) for number in re.findall(r"\d+", version)), version


def _unpacked(package_file: Path, aside: Path) -> Path:
    """Unpack a zip into *aside*, every byte's checksum read, and return the folder that holds `metadata.json`."""
    try:
        with zipfile.ZipFile(package_file) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
                raise ModelError(f"{package_file}: unpacks to over {MAX_UNPACKED_BYTES} bytes; it is not installed")
            for member in members:
                if PurePosixPath(member.filename).is_absolute() or ".." in PurePosixPath(member.filename).parts:
                    raise ModelError(
                        f"{package_file}: holds a path outside itself ({member.filename}); do not trust it"
                    )
            archive.extractall(aside)  # checks each member's CRC as it reads
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise ModelError(f"{package_file}: not a whole zip archive ({error}); fetch it again") from error
    roots = sorted(path.parent for path in aside.rglob("metadata.json"))
    if not roots:
        raise ModelError(f"{package_file}: metadata.json is missing; it is no Argos translation package")
    return roots[0]


def _copied(package_folder: Path, aside: Path) -> Path:
    """Copy an unpacked package into *aside*, without our record of an earlier install."""
    root = aside / "package"
    shutil.copytree(package_folder, root, ignore=shutil.ignore_patterns(RECORD_NAME, ".*"))
    return root


def _file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits, or nothing for a folder: its files have their own."""
    if path.is_dir():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file_digests(root: Path) -> dict[str, str]:
    """Return the SHA-256 of each file under *root*, by relative path, our record left out."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.name != RECORD_NAME)
    return {path.relative_to(root).as_posix(): _file_sha256(path) for path in files}


def _write_record(root: Path, package_sha256: str, origin: str) -> None:
    """Write down what is being installed, so that `verify` can tell damage from what came."""
    record = {"origin": origin, "package_sha256": package_sha256, "files": _file_digests(root)}
    (root / RECORD_NAME).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _problem(path: Path) -> str:
    """Return what is wrong with the package folder at *path* and the way out, or nothing."""
    package = read_package(path)
    if isinstance(package, str):
        return f"{package}; remove the folder, or install the package again"
    try:
        recorded: dict[str, str] = json.loads((path / RECORD_NAME).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"no {RECORD_NAME} says what was installed; install the package again"
    found = _file_digests(path)
    differing = sorted(name for name in found.keys() | recorded.keys() if found.get(name) != recorded.get(name))
    if differing:
        return f"changed since it was installed: {', '.join(differing)}; install it again"
    return _running_problem(package)


def _running_problem(package: ModelPackage) -> str:
    """Return why the package cannot translate a word, or nothing."""
    try:
        engine = load_engine(package)
        engine.translator.translate_batch([engine.tokenizer.encode("Montréal")], max_decoding_length=8)
    except (RuntimeError, ValueError, OSError) as error:  # what CTranslate2 and SentencePiece raise
        return f"does not load ({error}); get another build of the package"
    return ""
