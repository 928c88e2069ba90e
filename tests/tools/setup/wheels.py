"""An index in a folder for the installers: a small project, and the uv that is installed here."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

SAMPLE = "sample_of_a_lock"
_TAG = "py3-none-any"


@dataclass(frozen=True, kw_only=True)
class Wheels:
    """Wheels in `folder`, and lock files beside it."""

    folder: Path
    lock: Path
    wrong: Path
    uv_lock: Path


def wheels_in(folder: Path) -> Wheels:
    """Write a small wheel and one of uv, with a lock file for each and one whose hash is wrong."""
    index = folder / "wheels"
    index.mkdir()
    sample = _sample(index)
    uv = _uv(index)
    return Wheels(
        folder=index,
        lock=_lock(folder / "sample.lock", SAMPLE, "1.0", _hash(sample)),
        wrong=_lock(folder / "wrong.lock", SAMPLE, "1.0", "0" * 64),
        uv_lock=_lock(folder / "uv.lock", "uv", distribution("uv").version, _hash(uv)),
    )


def _sample(index: Path) -> Path:
    path = index / f"{SAMPLE}-1.0-{_TAG}.whl"
    info = f"{SAMPLE}-1.0.dist-info"
    with ZipFile(path, "w") as wheel:
        wheel.writestr(f"{SAMPLE}.py", "ANSWER = 42\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {SAMPLE}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {_TAG}\n")
        wheel.writestr(
            f"{info}/RECORD", f"{SAMPLE}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"
        )
    return path


def _uv(index: Path) -> Path:
    """Pack uv as it is installed here, with its program where a wheel has it."""
    installed = distribution("uv")
    path = index / f"uv-{installed.version}-{_TAG}.whl"
    data = f"uv-{installed.version}.data/scripts"
    recorded = []
    with ZipFile(path, "w") as wheel:
        for file in installed.files or []:
            found = Path(str(file.locate()))
            if found.suffix == ".pyc" or file.name in {"RECORD", "INSTALLER", "REQUESTED"}:
                continue
            name = f"{data}/{file.name}" if file.parts[0] == ".." else str(file)
            if file.name == "WHEEL":
                wheel.writestr(name, f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {_TAG}\n")
            else:
                wheel.write(found, name)
            recorded.append(name)
        record = f"uv-{installed.version}.dist-info/RECORD"
        wheel.writestr(record, "".join(f"{name},,\n" for name in [*recorded, record]))
    return path


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _lock(path: Path, name: str, version: str, digest: str) -> Path:
    path.write_text(f"{name}=={version} \\\n    --hash=sha256:{digest}\n    # via a test\n")
    return path
