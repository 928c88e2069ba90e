"""The log lines of a component's pods, read through the Kubernetes API."""

import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from kubernetes import client
from kubernetes.client.exceptions import ApiException

from ops.clients.kubernetes.api import answering, ask
from ops.common.errors import ExitCode, UserError

_NAME_LABEL: Final = "app.kubernetes.io/name"
_DEFAULT_CONTAINER: Final = "kubectl.kubernetes.io/default-container"
_POLL_SECONDS: Final = 2.0
# What a read goes back beyond the last one, for clocks that differ.
_OVERLAP_SECONDS: Final = 3
# RFC 3339 with nanoseconds, as the kubelet writes it.
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")


class UnknownComponentError(UserError):
    """A component or container that no pod has."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True, order=True)
class LogLine:
    """A line of a log; `fraction` has the nanoseconds of `at` in nine digits."""

    at: datetime
    fraction: str
    pod: str
    container: str
    text: str

    def document(self) -> Mapping[str, str]:
        """Return it for `--json`."""
        return {
            "at": f"{self.at:%Y-%m-%dT%H:%M:%S}.{self.fraction}Z",
            "pod": self.pod,
            "container": self.container,
            "text": self.text,
        }


@dataclass(kw_only=True)
class PodLogs:
    """The logs of the pods of one component. `container`: default, the one of the component itself.

    Attributes:
        api: The client of the cluster.
        namespace: The namespace of the pods.
        component: A value of the label `app.kubernetes.io/name`, its last part such as `backend`, or a pod.
        container: The container to read.
        previous: Read the run before the last restart.
    """

    api: client.ApiClient
    namespace: str
    component: str
    container: str | None = None
    previous: bool = False
    _chosen: str | None = field(default=None, init=False, repr=False)
    _seen: dict[tuple[str, str], LogLine] = field(default_factory=dict, init=False, repr=False)

    def read(self, *, lines: int | None, since_seconds: int | None = None) -> list[LogLine]:
        """Return the newest lines of each pod that were not read yet, the oldest first.

        Raises UnknownComponentError, or UnreachableError.
        """
        with answering(self.api):
            found = [
                line
                for pod, container in self._sources()
                for line in self._read(pod, container, lines=lines, since_seconds=since_seconds)
            ]
        return sorted(found)

    def follow(
        self,
        *,
        lines: int,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> Iterator[LogLine]:
        """Yield lines as they come, also those of pods that start meanwhile. Ends by an interrupt alone."""
        began = clock()
        yield from self.read(lines=lines)
        while True:
            pause(_POLL_SECONDS)
            since = math.ceil(clock() - began) + _OVERLAP_SECONDS
            began = clock()
            yield from self.read(lines=None, since_seconds=since)

    def _sources(self) -> Iterator[tuple[str, str]]:
        answer = ask(client.CoreV1Api(self.api).list_namespaced_pod, self.namespace)
        pods: Sequence[Any] = answer.items if answer else []
        by_name = {pod.metadata.name: pod for pod in pods}
        if self.component in by_name:
            chosen = [by_name[self.component]]
        else:
            # Once found, a component without a pod is one whose next pods have not started.
            self._chosen = self._chosen or _component(
                self.component, {_name(pod) for pod in pods}, namespace=self.namespace
            )
            chosen = [pod for pod in pods if _name(pod) == self._chosen]
        for pod in chosen:
            yield pod.metadata.name, self._container(pod)

    def _container(self, pod: Any) -> str:
        names = [one.name for one in (*pod.spec.containers, *(pod.spec.init_containers or ()))]
        if self.container is None:
            marked = (pod.metadata.annotations or {}).get(_DEFAULT_CONTAINER)
            return str(next((name for name in (marked, _name(pod)) if name in names), names[0]))
        if self.container not in names:
            raise UnknownComponentError(
                f"the pod {pod.metadata.name} has no container '{self.container}'",
                where="--container",
                remedy=f"containers: {', '.join(names)}",
            )
        return self.container

    def _read(
        self, pod: str, container: str, *, lines: int | None, since_seconds: int | None
    ) -> list[LogLine]:
        options: dict[str, Any] = {"tail_lines": lines, "since_seconds": since_seconds}

        def read_pod_log(*, _request_timeout: int) -> str:
            try:
                answer: Any = client.CoreV1Api(self.api).read_namespaced_pod_log(
                    pod,
                    self.namespace,
                    container=container,
                    previous=self.previous,
                    timestamps=True,
                    _preload_content=False,
                    _request_timeout=_request_timeout,
                    **{name: value for name, value in options.items() if value is not None},
                )
            except ApiException as error:
                # A container that has not started, or that never ran before.
                if error.status == HTTPStatus.BAD_REQUEST:
                    return ""
                raise
            return str(answer.data.decode(errors="replace"))

        last = self._seen.get((pod, container))
        found = [_line(text, pod=pod, container=container) for text in (ask(read_pod_log) or "").splitlines()]
        new = [line for line in found if last is None or (line.at, line.fraction) > (last.at, last.fraction)]
        if new:
            self._seen[pod, container] = max(new)
        return new


def _name(pod: Any) -> str:
    return str((pod.metadata.labels or {}).get(_NAME_LABEL) or pod.metadata.name)


def _component(wanted: str, known: set[str], *, namespace: str) -> str:
    """Return the component that is meant: its name, or the last part of one name alone."""
    found = [wanted] if wanted in known else [name for name in known if name.endswith(f"-{wanted}")]
    if len(found) == 1:
        return found[0]
    if not known:
        raise UnknownComponentError(
            f"no pod runs in the namespace {namespace}",
            where=namespace,
            remedy="see what keeps it from starting: ops rollout status",
        )
    raise UnknownComponentError(
        f"'{wanted}' is no component with a pod" if not found else f"'{wanted}' are several components",
        where=f"namespace {namespace}",
        remedy=f"components: {', '.join(sorted(found or known))}",
    )


def _line(text: str, *, pod: str, container: str) -> LogLine:
    """Return a line with its time; one without a time is as old as can be."""
    stamp, _, rest = text.partition(" ")
    matched = _TIME.fullmatch(stamp)
    if matched is None:
        return LogLine(
            at=datetime.min.replace(tzinfo=UTC), fraction="0" * 9, pod=pod, container=container, text=text
        )
    seconds, fraction, zone = matched.groups()
    at = datetime.fromisoformat(f"{seconds}{zone}").astimezone(UTC)
    return LogLine(
        at=at, fraction=(fraction or "").ljust(9, "0")[:9], pod=pod, container=container, text=rest
    )
