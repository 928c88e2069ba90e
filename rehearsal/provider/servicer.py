"""Terraform's plugin protocol 6 over `ResourceOperations`.

A refusal of the simulated cloud becomes a diagnostic at its argument. A failure of the stand-in itself is
written to the provider's log with its traceback, and Terraform gets one short diagnostic that names that
log.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
from tf.gen import tfplugin_pb2 as pb

from rehearsal.cloud.rules import configure_settings
from rehearsal.cloud.rules.base import Problem
from rehearsal.cloud.values import Path as ValuePath
from rehearsal.cloud.values import Value
from rehearsal.provider.codec import decode, decode_json, encode
from rehearsal.provider.diagnostics import attribute_path, diagnostics
from rehearsal.provider.operations import RefusedError, ResourceOperations
from rehearsal.provider.schema.catalogue import SchemaCatalogue
from rehearsal.provider.schema.model import Schema
from rehearsal.provider.schema.wire import CAPABILITIES

Handler = Callable[[Any], Any]

SERVICE = "tfplugin6.Provider"


class Servicer:
    """Answers the calls of one provider."""

    def __init__(
        self, provider: str, catalogue: SchemaCatalogue, operations: ResourceOperations, log: Path
    ) -> None:
        self._provider = provider
        self._catalogue = catalogue
        self._operations = operations
        self._log = log

    def handler(self) -> grpc.GenericRpcHandler:
        """Return the gRPC handler of all calls."""
        methods: dict[str, tuple[Any, Handler]] = {
            "GetMetadata": (pb.GetMetadata, self._metadata),
            "ValidateProviderConfig": (pb.ValidateProviderConfig, self._validate_provider),
            "ConfigureProvider": (pb.ConfigureProvider, self._configure),
            "ValidateResourceConfig": (pb.ValidateResourceConfig, self._validate),
            "ValidateDataResourceConfig": (pb.ValidateDataResourceConfig, self._validate_data),
            "UpgradeResourceState": (pb.UpgradeResourceState, self._upgrade),
            "PlanResourceChange": (pb.PlanResourceChange, self._plan),
            "ApplyResourceChange": (pb.ApplyResourceChange, self._apply),
            "ReadResource": (pb.ReadResource, self._read),
            "ImportResourceState": (pb.ImportResourceState, self._import),
            "ReadDataSource": (pb.ReadDataSource, self._read_data),
            "GetFunctions": (pb.GetFunctions, lambda _request: pb.GetFunctions.Response()),
            "StopProvider": (pb.StopProvider, lambda _request: pb.StopProvider.Response()),
        }
        handlers = {
            name: grpc.unary_unary_rpc_method_handler(
                self._guarded(message, method),
                request_deserializer=message.Request.FromString,
                response_serializer=message.Response.SerializeToString,
            )
            for name, (message, method) in methods.items()
        }
        # The answer is kept serialized: building it again would cost each start-up a tenth of a second.
        handlers["GetProviderSchema"] = grpc.unary_unary_rpc_method_handler(
            lambda _request, _context: self._catalogue.response()
        )
        return grpc.method_handlers_generic_handler(SERVICE, handlers)

    def _guarded(self, message: Any, method: Handler) -> Callable[[Any, Any], Any]:
        def call(request: Any, _context: Any) -> Any:
            try:
                return method(request)
            except RefusedError as refusal:
                return message.Response(diagnostics=diagnostics(refusal.problems))
            except Exception:  # noqa: BLE001 - the process must go on answering; nothing is swallowed, see the log
                return message.Response(diagnostics=diagnostics([self._failure(method.__name__)]))

        return call

    def _failure(self, call: str) -> Problem:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("a") as log:
            log.write(f"{datetime.now(UTC).isoformat()} {call}\n{_traceback_without_values()}\n")
        return Problem(
            summary=f"The stand-in for provider {self._provider} failed",
            detail=(
                f"This is a defect of the rehearsal, not of the configuration. "
                f"The traceback is in {self._log}."
            ),
        )

    def _metadata(self, _request: Any) -> Any:
        return pb.GetMetadata.Response(server_capabilities=CAPABILITIES)

    def _validate_provider(self, _request: Any) -> Any:
        return pb.ValidateProviderConfig.Response()

    def _configure(self, request: Any) -> Any:
        settings, found = configure_settings(
            self._provider, self._decoded(self._catalogue.provider(), request.config)
        )
        self._operations.configure(settings)
        return pb.ConfigureProvider.Response(diagnostics=diagnostics(found))

    def _validate(self, request: Any) -> Any:
        config = self._decoded(self._catalogue.resource(request.type_name), request.config)
        found = self._operations.validate(request.type_name, config)
        return pb.ValidateResourceConfig.Response(diagnostics=diagnostics(found))

    def _validate_data(self, _request: Any) -> Any:
        return pb.ValidateDataResourceConfig.Response()

    def _upgrade(self, request: Any) -> Any:
        schema = self._catalogue.resource(request.type_name)
        state = decode_json(request.raw_state.json, schema.type)
        return pb.UpgradeResourceState.Response(upgraded_state=_encoded(schema, state))

    def _plan(self, request: Any) -> Any:
        schema = self._catalogue.resource(request.type_name)
        plan = self._operations.plan(
            request.type_name,
            prior=self._decoded(schema, request.prior_state),
            proposed=self._decoded(schema, request.proposed_new_state),
            config=self._decoded(schema, request.config),
        )
        return pb.PlanResourceChange.Response(
            planned_state=_encoded(schema, plan.state),
            planned_private=request.prior_private,
            requires_replace=[attribute_path(path) for path in _unique(plan.replace)],
            legacy_type_system=schema.block.has_computed_blocks,
        )

    def _apply(self, request: Any) -> Any:
        schema = self._catalogue.resource(request.type_name)
        try:
            state = self._operations.apply(
                request.type_name,
                prior=self._decoded(schema, request.prior_state),
                planned=self._decoded(schema, request.planned_state),
                config=self._decoded(schema, request.config),
            )
        except RefusedError as refusal:
            # With an error, what was there before is what is there now.
            return pb.ApplyResourceChange.Response(
                new_state=request.prior_state, diagnostics=diagnostics(refusal.problems)
            )
        return pb.ApplyResourceChange.Response(
            new_state=_encoded(schema, state),
            private=request.planned_private,
            legacy_type_system=schema.block.has_computed_blocks,
        )

    def _read(self, request: Any) -> Any:
        schema = self._catalogue.resource(request.type_name)
        state = self._operations.read(request.type_name, self._decoded(schema, request.current_state))
        return pb.ReadResource.Response(new_state=_encoded(schema, state), private=request.private)

    def _import(self, request: Any) -> Any:
        schema = self._catalogue.resource(request.type_name)
        state = self._operations.import_state(request.type_name, request.id)
        imported = pb.ImportResourceState.ImportedResource(
            type_name=request.type_name, state=_encoded(schema, state)
        )
        return pb.ImportResourceState.Response(imported_resources=[imported])

    def _read_data(self, request: Any) -> Any:
        schema = self._catalogue.data_source(request.type_name)
        state = self._operations.read_data(request.type_name, self._decoded(schema, request.config))
        return pb.ReadDataSource.Response(state=_encoded(schema, state))

    @staticmethod
    def _decoded(schema: Schema, value: Any) -> Value:
        return decode(value.msgpack, schema.type) if value.msgpack else None


def _encoded(schema: Schema, value: Mapping[str, Value] | None) -> Any:
    return pb.DynamicValue(msgpack=encode(value, schema.type))


def _unique(paths: tuple[ValuePath, ...]) -> list[ValuePath]:
    return list(dict.fromkeys(paths))


def _traceback_without_values() -> str:
    """Return the current exception's traceback; not its message, which could quote a secret."""
    import sys

    kind, _error, trace = sys.exc_info()
    frames = "".join(traceback.format_tb(trace))
    return f"{frames}{kind.__name__ if kind else 'unknown error'}"
