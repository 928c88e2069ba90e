"""The files beside a built image: what it was built from, and the result of its scan."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from contract.workloads import Role
from ops.commands.images.layout import ImageLayout
from ops.common.errors import ExitCode, UserError
from ops.engine.synthesis.stacks import PROJECT

#: The folder of the built images; git ignores it.
DEFAULT_FOLDER: Final = PROJECT / ".ops" / "images"


class NotBuiltError(UserError):
    """An image that was not built."""

    exit_code = ExitCode.MISSING_INPUT


class NotScannedError(UserError):
    """An image whose scan is missing, failed, or belongs to another digest."""

    exit_code = ExitCode.MISSING_INPUT


@dataclass(frozen=True, kw_only=True)
class BuildRecord:
    """The origin of a built image."""

    tag: str
    engine: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ScanRecord:
    """The result of a scan, for one digest."""

    digest: str
    passed: bool


@dataclass(frozen=True, kw_only=True)
class BuiltImage:
    """A built image in its folder."""

    role: Role
    folder: Path

    @property
    def layout(self) -> ImageLayout:
        """The image itself."""
        return ImageLayout(folder=self.folder / self.role / "layout")

    @property
    def report(self) -> Path:
        """The file with the scanner's report."""
        return self.folder / self.role / "report.json"

    def build_record(self) -> BuildRecord:
        """Return the image's origin; raise NotBuiltError when it was not built, or was replaced since."""
        record = self._read("image.json")
        if record is None or record.get("digest") != self.layout.root.digest:
            raise NotBuiltError(
                f"the image '{self.role}' was not built",
                where=str(self.folder / self.role),
                remedy=f"ops images build {self.role}",
            )
        return BuildRecord(tag=str(record["tag"]), engine=str(record["engine"]), digest=str(record["digest"]))

    def require_scanned(self) -> None:
        """Raise NotScannedError unless this very image passed the scan."""
        digest = self.build_record().digest
        scan = self._read("scan.json")
        if scan is None or scan.get("digest") != digest:
            found = (
                "was not scanned"
                if scan is None
                else f"is {digest}; the scanned digest is {scan.get('digest')}"
            )
            raise NotScannedError(
                f"the image '{self.role}' {found}",
                where=str(self.folder / self.role),
                remedy=f"ops images scan {self.role}",
            )
        if scan.get("passed") is not True:
            raise NotScannedError(
                f"the image '{self.role}' did not pass the scan",
                where=digest,
                remedy=f"fix the findings, build and scan it again: ops images scan {self.role} lists them",
            )

    def write(self, record: BuildRecord | ScanRecord) -> None:
        """Write a record; one of the build removes the scan of the image before."""
        name = "image.json" if isinstance(record, BuildRecord) else "scan.json"
        if isinstance(record, BuildRecord):
            (self.folder / self.role / "scan.json").unlink(missing_ok=True)
        (self.folder / self.role / name).write_text(
            f"{json.dumps(asdict(record), indent=2)}\n", encoding="utf-8"
        )

    def _read(self, name: str) -> dict[str, object] | None:
        try:
            found = json.loads((self.folder / self.role / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None
