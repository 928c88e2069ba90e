"""Who may use the topics."""

from collections.abc import Mapping

from constructs import Construct

from constructs_lib.secret_variable import SecretVariable
from imports.redpanda.acl import Acl
from imports.redpanda.user import User


class KafkaUser(Construct):
    """A SASL user that may read and write some topics, join one consumer group, and do nothing else.

    READ and WRITE imply DESCRIBE. Source: docs.redpanda.com, "Access control lists".

    Output: `name`, a reference.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        mechanism: str,
        password: SecretVariable,
        consumer_group: str,
        cluster_api_url: str,
    ) -> None:
        super().__init__(scope, id_)
        self._cluster_api_url = cluster_api_url
        user = User(
            self,
            "Default",
            name=name,
            mechanism=mechanism.lower(),
            password_wo=password.value,
            password_wo_version=password.revision,
            cluster_api_url=cluster_api_url,
            allow_deletion=True,
        )
        self.name = user.name
        self._allow("read_group", kind="GROUP", resource=consumer_group, operation="READ")

    def may_use(self, topics: Mapping[str, str]) -> None:
        """Allow the user to read and write topics, given by an id for addresses and their name."""
        for id_, topic in topics.items():
            self._allow(f"read_{id_}", kind="TOPIC", resource=topic, operation="READ")
            self._allow(f"write_{id_}", kind="TOPIC", resource=topic, operation="WRITE")

    def _allow(self, id_: str, *, kind: str, resource: str, operation: str) -> None:
        Acl(
            self,
            id_,
            resource_type=kind,
            resource_name=resource,
            resource_pattern_type="LITERAL",
            principal=f"User:{self.name}",
            host="*",
            operation=operation,
            permission_type="ALLOW",
            cluster_api_url=self._cluster_api_url,
            allow_deletion=True,
        )
