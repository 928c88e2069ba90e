"""Import of objects that exist and are in no state. Nothing is deleted or replaced.

Three sources say what exists: the logs of earlier applies on this machine, in which Terraform wrote the id of
each object that it made; the errors `already exists` in them; in a cluster, the names in the plan itself.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ops.common.errors import UserError
from ops.common.private_files import open_private
from ops.common.progress import Step
from ops.delivery.planning.changes import Action, StackChanges, read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.report import PlannedStack
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.existing import ROLE_ASSIGNMENTS, objects_of_applies
from ops.engine.terraform.failures import TerraformError
from ops.engine.terraform.narrator import Narrator
from ops.engine.terraform.runner import PlanOptions, Terraform

_FILE: Final = "recover.tf.json"
_IN_THE_CLUSTER: Final = "kubernetes_"
_MANIFEST: Final = "kubernetes_manifest"
_HELM: Final = "helm_release"


class RecoveryRefusedError(UserError):
    """An import after which the plan would delete or replace something. Nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class ExistingObject:
    """An object to import. `seen` is whether a log tells of it; otherwise only its name is known."""

    address: str
    id: str
    seen: bool

    def named_in(self, text: str) -> bool:
        """Return whether an error is about this object."""
        return self.address in text or (self.id in text and self.address.partition(".")[0] in text)


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """The recovery of one stack in the folder of this run."""

    workspace: Workspace
    stack: Stack
    inputs: ReleaseInputs
    step: Step
    lock_timeout: str = "0s"
    _terraform: Terraform = field(init=False, repr=False)

    def __post_init__(self) -> None:
        terraform = self.workspace.terraform(self.stack, self.inputs, listener=Narrator(self.step))
        object.__setattr__(self, "_terraform", terraform)

    def plan(self, file: Path) -> PlannedStack | None:
        """Plan the import of everything that exists, into `file`; return the plan, None for nothing.

        Raises RecoveryRefusedError for a plan that deletes or replaces, or TerraformError.
        """
        self._terraform.init()
        self._terraform.plan(out=file, options=PlanOptions(lock_timeout=self.lock_timeout))
        candidates = self._candidates(self._terraform.show(file))
        while candidates:
            try:
                return self._planned(candidates, file)
            except TerraformError as error:
                candidates = without_missing(candidates, error)
        return None

    def apply(self, file: Path) -> None:
        """Apply the plan."""
        self._terraform.apply(file, lock_timeout=self.lock_timeout)

    def _candidates(self, plan: Mapping[str, Any]) -> tuple[ExistingObject, ...]:
        seen = objects_of_applies(self._logs())
        found = (existing_object(change, seen) for change in plan.get("resource_changes", ()))
        return tuple(candidate for candidate in found if candidate)

    def _logs(self) -> list[Sequence[str]]:
        runs = self.workspace.run.earlier if self.workspace.run else ()
        logs = [run / "logs" / f"{self.stack.name}-apply.jsonl" for run in reversed(runs)]
        return [log.read_text(errors="replace").splitlines() for log in logs if log.is_file()]

    def _planned(self, candidates: Sequence[ExistingObject], file: Path) -> PlannedStack | None:
        targets = tuple(candidate.address for candidate in candidates)
        options = PlanOptions(lock_timeout=self.lock_timeout, targets=targets)
        with _import_blocks(self.stack.folder, candidates):
            self._terraform.plan(out=file, options=options)
        facts = self._terraform.show(file)
        changes = read_changes(self.stack.name, facts, redactor=self._terraform.redactor)
        _require_harmless(changes)
        return None if changes.empty else PlannedStack(changes=changes, fingerprint=fingerprint(facts))


@contextmanager
def _import_blocks(folder: Path, candidates: Sequence[ExistingObject]) -> Iterator[None]:
    """Have import blocks beside the stack's file while the block runs."""
    blocks = [{"to": candidate.address, "id": candidate.id} for candidate in candidates]
    path = folder / _FILE
    with open_private(path) as file:
        file.write(json.dumps({"import": blocks}, indent=2).encode())
    try:
        yield
    finally:
        path.unlink()


def existing_object(change: Mapping[str, Any], seen: Mapping[str, str]) -> ExistingObject | None:
    """Return the object of a planned creation that exists or may exist; None for any other change."""
    if change["change"]["actions"] != ["create"]:
        return None
    address, type_ = str(change["address"]), str(change["type"])
    if address not in seen and not type_.startswith(_IN_THE_CLUSTER):
        return None
    values = change["change"].get("after") or {}
    id_ = seen.get(address) or _id_by_name(type_, values)
    if id_.startswith(ROLE_ASSIGNMENTS):
        # Azure tells it without the scope, which is known as soon as what it is about was imported.
        id_ = f"{values['scope']}{id_}" if values.get("scope") else ""
    return ExistingObject(address=address, id=id_, seen=address in seen) if id_ else None


def _id_by_name(type_: str, values: Mapping[str, Any]) -> str:
    """Return the id under which the providers of Kubernetes and Helm import; empty for no name.

    Sources: registry.terraform.io, hashicorp/kubernetes and hashicorp/helm, sections "Import".
    """
    if type_ == _MANIFEST:
        manifest = values.get("manifest") or {}
        metadata = manifest.get("metadata") or {}
        parts = {
            "apiVersion": manifest.get("apiVersion"),
            "kind": manifest.get("kind"),
            "namespace": metadata.get("namespace"),
            "name": metadata.get("name"),
        }
        return ",".join(f"{key}={value}" for key, value in parts.items() if value) if parts["name"] else ""
    if type_ == _HELM:
        named: Mapping[str, Any] = values
    elif type_.startswith(_IN_THE_CLUSTER):
        named = next(iter(values.get("metadata") or ()), {})
    else:
        return ""
    name, namespace = named.get("name"), named.get("namespace")
    return "/".join(part for part in (namespace, name) if part) if name else ""


def without_missing(
    candidates: Sequence[ExistingObject], error: TerraformError
) -> tuple[ExistingObject, ...]:
    """Return the candidates without those that the error names as missing; raise it for another error."""
    said = [str(diagnostic) for diagnostic in error.diagnostics if diagnostic.severity == "error"]
    about_import = [text for text in said if "import" in text.lower()]
    if not about_import or len(about_import) < len(said):
        guessed = tuple(candidate for candidate in candidates if candidate.seen)
        if len(guessed) == len(candidates):
            raise error
        return guessed
    left = tuple(
        candidate for candidate in candidates if not any(candidate.named_in(text) for text in about_import)
    )
    if len(left) == len(candidates):
        raise error
    return left


def _require_harmless(changes: StackChanges) -> None:
    if changes.destructive:
        named = ", ".join(change.address for change in changes.destructive)
        raise RecoveryRefusedError(
            f"after the import the plan of {changes.stack} would delete or replace: {named}",
            where=changes.stack,
            remedy="nothing was imported. What exists differs from the plan in an argument that cannot be "
            "changed. If it was made with other images, name them: --image-tag or --image. Otherwise change "
            "the code, or delete the object by hand, and run the command again",
        )


def imported(plan: PlannedStack) -> int:
    """Return the number of objects that a plan imports."""
    return sum(change.action is Action.IMPORT or bool(change.imported_as) for change in plan.changes.planned)
