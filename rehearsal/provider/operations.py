"""The operations of a provider on values: validate, plan, apply, read, import.

The servicer translates between this and the protocol.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rehearsal.cloud.rules import data_rule_for, rule_for
from rehearsal.cloud.rules.base import Check, Problem, Rule, Situation, problems
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.cloud.values import Value, is_wholly_known
from rehearsal.provider.codec import from_state, to_state
from rehearsal.provider.plan import Plan, plan_change, same
from rehearsal.provider.schema.catalogue import SchemaCatalogue
from rehearsal.provider.schema.model import Schema
from rehearsal.provider.state import settle, with_secrets, without_secrets, written_revisions

_PATIENCE_SECONDS = 3.0
_LOOK_AGAIN_SECONDS = 0.1


class RefusedError(Exception):
    """The simulated cloud refuses; the problems say what and why."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__("; ".join(problem.summary for problem in found))
        self.problems = found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Subject:
    """One resource in one operation."""

    schema: Schema
    rule: Rule
    situation: Situation

    @property
    def key(self) -> str:
        """What identifies the object in the simulated cloud."""
        given = self.situation.get("id") if self.rule.has_id else None
        return str(given or self.rule.identify(self.situation))

    @property
    def scope(self) -> str:
        """The scope of the object in the simulated cloud."""
        return self.rule.scope(self.situation)

    def refuse_if(self, checks: tuple[Check, ...]) -> None:
        """Raise RefusedError where a check finds something."""
        found = problems(checks, self.situation)
        if found:
            raise RefusedError(found)


class ResourceOperations:
    """A stand-in provider's behaviour over the simulated cloud."""

    def __init__(self, provider: str, catalogue: SchemaCatalogue, cloud: SimulatedCloud) -> None:
        self._provider = provider
        self._catalogue = catalogue
        self._cloud = cloud
        self._settings: Mapping[str, Value] = {}

    def configure(self, settings: Mapping[str, Value]) -> None:
        """Take the provider block's values for everything that follows."""
        self._settings = settings

    def validate(self, type_: str, config: Mapping[str, Value]) -> list[Problem]:
        """Return the problems of the configuration alone."""
        subject = self._subject(type_, config)
        return problems(subject.rule.on_validate, subject.situation)

    def plan(self, type_: str, *, prior: Value, proposed: Value, config: Value) -> Plan:
        """Plan a change; raises RefusedError where the plan can know that an apply must fail."""
        if proposed is None:
            return Plan(state=None)
        subject = self._subject(type_, proposed, prior=prior)
        subject.refuse_if(subject.rule.on_plan)
        plan = plan_change(
            subject.schema.block,
            prior=prior,
            proposed=proposed,
            config=config,
            planned_values=subject.rule.planned(subject.situation),
            volatile=subject.rule.volatile,
        )
        if prior is None:
            return plan
        changed = replace(subject.situation, values=plan.state)
        return Plan(state=plan.state, replace=(*plan.replace, *subject.rule.replaces(changed)))

    def apply(self, type_: str, *, prior: Value, planned: Value, config: Value) -> Value:
        """Create, change or delete an object; raises RefusedError where the simulated cloud refuses."""
        if planned is None:
            self._delete(type_, prior)
            return None
        written = written_revisions(self._catalogue.resource(type_).block, config)
        subject = self._subject(type_, planned, prior=prior, written=written)
        if prior is None:
            self._rehearse_fault(type_)
        _wait_for(subject)
        with self._cloud.transaction():
            subject.refuse_if(subject.rule.on_apply)
            if prior is None:
                subject.refuse_if((*subject.rule.create_only, _must_be_new(subject)))
            state = settle(subject.schema.block, planned, self._computed(subject), f"{type_}/{subject.key}")
            if prior is not None:
                state |= subject.rule.read_back(subject.situation)
            self._store(subject, state, config, written)
            settled = replace(subject.situation, values=state)
            for effect in subject.rule.after_apply:
                effect(settled)
        return state

    def read(self, type_: str, current: Mapping[str, Value]) -> Value:
        """Return the values of an object in the simulated cloud, or None if it was deleted."""
        subject = self._subject(type_, current)
        subject.refuse_if(subject.rule.on_read)
        stored = self._cloud.get(type_, subject.key, scope=subject.scope)
        if stored is None:
            return None
        values = from_state(stored.attributes, subject.schema.type)
        state = with_secrets(subject.schema.block, values, current)
        return dict(current) if same(state, current, subject.schema.type) else state

    def import_state(self, type_: str, id_: str) -> Value:
        """Return an existing object's values by its id; raises RefusedError where there is none."""
        schema = self._catalogue.resource(type_)
        empty: dict[str, Value] = dict.fromkeys(schema.type[1])
        subject = self._subject(type_, {**empty, "id": id_})
        stored = self._cloud.get(type_, id_, scope=subject.scope)
        if stored is None:
            raise RefusedError(
                [
                    Problem(
                        summary="Cannot import non-existent remote object",
                        detail=f"The simulated cloud has no {type_} {id_}.",
                    )
                ]
            )
        return from_state(stored.attributes, schema.type)

    def read_data(self, type_: str, config: Mapping[str, Value]) -> Value:
        """Return a data source's values: by its own rule, else those of the resource that it names."""
        schema = self._catalogue.data_source(type_)
        situation = Situation(type=type_, values=config, cloud=self._cloud, settings=self._settings)
        rule = data_rule_for(type_)
        if rule is not None:
            if found := problems(rule.on_read, situation):
                raise RefusedError(found)
            return settle(schema.block, _open(schema, config), rule.computed(situation), type_)
        twin = rule_for(type_)
        if found := problems(twin.on_read, situation):
            raise RefusedError(found)
        stored = self._cloud.get(type_, twin.identify(situation), scope=twin.scope(situation))
        if stored is None:
            raise RefusedError(
                [
                    Problem(
                        summary=f"{type_} was not found",
                        detail=f"The simulated cloud has none with {_named(config)}.",
                    )
                ]
            )
        return settle(schema.block, _open(schema, config), _flat(stored.attributes), type_)

    def _subject(
        self,
        type_: str,
        values: Mapping[str, Value],
        *,
        prior: Value = None,
        written: Mapping[str, Value] | None = None,
    ) -> _Subject:
        situation = Situation(
            type=type_,
            values=values,
            cloud=self._cloud,
            settings=self._settings,
            prior=prior,
            written=written or {},
        )
        return _Subject(schema=self._catalogue.resource(type_), rule=rule_for(type_), situation=situation)

    def _computed(self, subject: _Subject) -> Mapping[str, Value]:
        return {"id": subject.key, **subject.rule.computed(subject.situation)}

    def _store(
        self, subject: _Subject, state: dict[str, Value], config: Value, written: Mapping[str, Value]
    ) -> None:
        kept = without_secrets(subject.schema.block, state, config)
        self._cloud.put(
            CloudObject(
                provider=self._provider,
                type=subject.situation.type,
                id=subject.key,
                attributes=to_state(kept),
                scope=subject.scope,
                written=written,
            )
        )

    def _delete(self, type_: str, prior: Mapping[str, Value]) -> None:
        subject = self._subject(type_, prior)
        with self._cloud.transaction():
            subject.refuse_if(subject.rule.on_delete)
            self._cloud.delete(type_, subject.key, scope=subject.scope)
            for effect in subject.rule.after_delete:
                effect(subject.situation)

    def _rehearse_fault(self, type_: str) -> None:
        fault = self._cloud.next_fault(type_)
        if fault is None:
            return
        time.sleep(fault.delay)
        if fault.message:
            raise RefusedError([Problem(summary=f"creating {type_}", detail=fault.message)])


def _wait_for(subject: _Subject) -> None:
    """Give what the object waits for a moment to appear; raise RefusedError where it does not."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while found := problems(subject.rule.waits_for, subject.situation):
        if time.monotonic() > deadline:
            raise RefusedError(found)
        time.sleep(_LOOK_AGAIN_SECONDS)


def _must_be_new(subject: _Subject) -> Check:
    """Refuse a creation where the id exists: such an object has to be imported."""

    def check(situation: Situation) -> list[Problem]:
        if situation.cloud.get(situation.type, subject.key, scope=subject.scope) is None:
            return []
        return [
            Problem(
                summary=f"A resource with the ID {subject.key!r} already exists",
                detail="To be managed via Terraform this resource needs to be imported into the State. "
                f'Please see the resource documentation for "{situation.type}" for more information.',
            )
        ]

    return check


def _open(schema: Schema, config: Mapping[str, Value]) -> dict[str, Any]:
    """Return a data source's configuration with everything that it computes left open."""
    from rehearsal.provider.plan import with_unknowns

    return with_unknowns(schema.block, dict(config))


def _flat(attributes: Mapping[str, Any]) -> dict[str, Value]:
    """Return a stored object's values by path, deep enough for `metadata.0.labels`."""
    flat: dict[str, Value] = dict(attributes)
    for name, value in attributes.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            flat |= {f"{name}.0.{inner}": item for inner, item in value[0].items()}
    return flat


def _named(config: Mapping[str, Value]) -> str:
    given = {
        name: value for name, value in config.items() if isinstance(value, str) and is_wholly_known(value)
    }
    return ", ".join(f"{name} {value!r}" for name, value in given.items()) or "these arguments"
