"""Plans with planted credentials, and plans of ordinary values, in the shapes that public projects have.

Each planted credential is invented. A case is the `after` of a created resource, and the secret in it.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A resource with one credential, which no view may show."""

    name: str
    after: Mapping[str, Any]
    secret: str


_RANDOM: Final = "Zk3vQ8xL2mT9wR5yB7nD1pFh6J"
_YAML: Final = """\
replicaCount: 2
auth:
  username: app
  {}
service:
  type: ClusterIP
"""


def _yaml(line: str) -> dict[str, Any]:
    return {"name": "shop", "values": [_YAML.format(line)]}


PLANTED: Final = (
    Planted(name="camelCase password", after={"adminPassword": "blue-lamp-1"}, secret="blue-lamp-1"),
    Planted(name="camelCase client secret", after={"clientSecret": "blue-lamp-2"}, secret="blue-lamp-2"),
    Planted(name="camelCase API key", after={"apiKey": "blue-lamp-3"}, secret="blue-lamp-3"),
    Planted(name="Pascal case", after={"ConnectionString": "blue-lamp-4"}, secret="blue-lamp-4"),
    Planted(name="upper case", after={"variables": {"DB_PASSWORD": "blue-lamp-5"}}, secret="blue-lamp-5"),
    Planted(name="one word", after={"variables": {"PGPASSWORD": "blue-lamp-6"}}, secret="blue-lamp-6"),
    Planted(
        name="with hyphens", after={"annotations": {"x-auth-token": "blue-lamp-7"}}, secret="blue-lamp-7"
    ),
    Planted(name="numbered", after={"password2": "blue-lamp-8"}, secret="blue-lamp-8"),
    Planted(name="qualified", after={"secret_value": "blue-lamp-9"}, secret="blue-lamp-9"),
    Planted(name="short and named", after={"password": "hunter2"}, secret="hunter2"),
    Planted(
        name="pair of a container's environment",
        after={
            "spec": [{"env": [{"name": "LOG", "value": "info"}, {"name": "API_TOKEN", "value": "lamp-10x"}]}]
        },
        secret="lamp-10x",
    ),
    Planted(
        name="pair whose value comes first",
        after={
            "parameter": [{"value": "lamp-11x", "key": "masterPassword"}, {"value": "utf8", "key": "charset"}]
        },
        secret="lamp-11x",
    ),
    Planted(
        name="pairs that share a name",
        after={"set": [{"name": "PASSWORD", "value": "lamp-12x"}, {"name": "PASSWORD", "value": "lamp-12x"}]},
        secret="lamp-12x",
    ),
    Planted(name="password below a key", after={"password": {"value": "lamp-13x"}}, secret="lamp-13x"),
    Planted(name="YAML of a chart", after=_yaml("password: lamp-14x"), secret="lamp-14x"),
    Planted(name="quoted YAML", after=_yaml('rootPassword: "lamp-15 x"'), secret="lamp-15 x"),
    Planted(
        name="block of YAML", after=_yaml("privateKey: |\n    lamp-16a\n    lamp-16b"), secret="lamp-16b"
    ),
    Planted(
        name="pair in YAML",
        after=_yaml(
            "extraEnv:\n    - name: SMTP_PASSWORD\n      value: lamp-17x\n    - name: A\n      value: b"
        ),
        secret="lamp-17x",
    ),
    Planted(
        name="pair in a line of YAML",
        after=_yaml("env: [{name: JWT_SECRET, value: lamp-18x}]"),
        secret="lamp-18x",
    ),
    Planted(name="list in YAML", after=_yaml("tokens:\n    - lamp-19x\n    - lamp-19y"), secret="lamp-19y"),
    Planted(
        name="properties in a ConfigMap",
        after={"data": {"application.properties": "server.port=8080\nspring.datasource.password=lamp-20x\n"}},
        secret="lamp-20x",
    ),
    Planted(
        name="key of a ConfigMap",
        after={"data": {"REDIS_PASSWORD": "lamp-21x", "MODE": "prod"}},
        secret="lamp-21x",
    ),
    Planted(
        name="JSON in text",
        after={"settings": json.dumps({"db": {"user": "app", "password": "lamp-22x"}})},
        secret="lamp-22x",
    ),
    Planted(
        name="JSON of a task definition",
        after={
            "container_definitions": json.dumps([{"environment": [{"name": "DB_PASS", "value": "lamp-23x"}]}])
        },
        secret="lamp-23x",
    ),
    Planted(
        name="JSON within JSON",
        after={"body": json.dumps({"config": json.dumps({"apiToken": "lamp-24x"})})},
        secret="lamp-24x",
    ),
    Planted(
        name="connection string of SQL Server",
        after={"value": "Server=tcp:a.database.windows.net,1433;User Id=app;Password=lamp-25x;Encrypt=true"},
        secret="lamp-25x",
    ),
    Planted(name="URL", after={"dsn": "postgresql://app:lamp-26x@db.internal/app"}, secret="lamp-26x"),
    Planted(
        name="connection string of libpq",
        after={"dsn": "host=db.internal user=app password=lamp-27x sslmode=require"},
        secret="lamp-27x",
    ),
    Planted(
        name="storage connection string",
        after={"value": f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={_RANDOM}=="},
        secret=_RANDOM,
    ),
    Planted(name="argument", after={"args": ["--port", "80", "--db-password=lamp-28x"]}, secret="lamp-28x"),
    Planted(name="command line", after={"command": "serve --api-key lamp-29x --port 80"}, secret="lamp-29x"),
    Planted(name="header", after={"header": "Authorization: Bearer lamp-30x.lamp-30x"}, secret="lamp-30x"),
    Planted(name="random text", after={"setting": _RANDOM}, secret=_RANDOM),
    Planted(name="random text in a sentence", after={"note": f"use {_RANDOM} to sign in"}, secret=_RANDOM),
    Planted(
        name="private key in a document",
        after={
            "data": {
                "tls": "a: 1\n-----BEGIN EC PRIVATE KEY-----\nlamp-31x\n-----END EC PRIVATE KEY-----\nb: 2"
            }
        },
        secret="lamp-31x",
    ),
    Planted(
        name="base64 of a document",
        after={"user_data": base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=lamp-32x\n").decode()},
        secret=base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=lamp-32x\n").decode(),
    ),
    Planted(
        name="environment file", after={"content": "MODE=a\nexport API_KEY='lamp-33x'\n"}, secret="lamp-33x"
    ),
    Planted(name="GitHub token", after={"note": "ghp_" + "a1B2c3D4" * 5}, secret="ghp_a1B2"),
)

_DIGEST: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

#: Attributes as public projects have them: no value may be masked.
ORDINARY: Final[tuple[Mapping[str, Any], ...]] = (
    {
        "id": "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/shop-rg/providers/"
        "Microsoft.ContainerService/managedClusters/shopProdCluster01",
        "resource_group_name": "rehearsal-shop-rg",
        "vm_size": "Standard_D2s_v3",
        "kubernetes_version": "1.34.2",
        "sku_name": "GP_Standard_D2ds_v5",
        "key_vault_secret_id": "https://shop-kv.vault.azure.net/secrets/database-url/0123456789abcdef0123456789abcdef",
        "tenant_id": "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
        "zones": ["1", "2", "3"],
        "identity": [{"type": "SystemAssigned, UserAssigned"}],
        "role_definition_name": "Key Vault Secrets User",
        "administrator_password_wo_version": 3,
        "local_account_disabled": True,
        "password_auth_enabled": False,
        "tags": {"repository": "hackathon-todo/deployment", "owner": "platform-team", "token": "none"},
    },
    {
        "metadata": [
            {
                "name": "todo-backend",
                "annotations": {
                    "checksum/config": _DIGEST,
                    "deployment.kubernetes.io/revision": "12",
                    "dapr.io/app-token-secret": "dapr-api-token",
                },
            }
        ],
        "spec": [
            {
                "automount_service_account_token": False,
                "service_account_name": "todo-backend",
                "image_pull_secrets": [{"name": "registry-credentials"}],
                "env": [
                    {
                        "name": "DB_PASSWORD",
                        "value_from": [{"secret_key_ref": [{"name": "db", "key": "password"}]}],
                    },
                    {"name": "TOKEN_URL", "value": "https://login.example.com/oauth2/token"},
                    {"name": "MAX_TOKENS", "value": "4096"},
                    {"name": "PASSWORD_FILE", "value": "/run/secrets/password"},
                    {"name": "JWT_TOKEN_TTL", "value": "15m"},
                    {
                        "name": "AZURE_FEDERATED_TOKEN_FILE",
                        "value": "/var/run/secrets/azure/tokens/azure-identity-token",
                    },
                ],
                "image": f"ghcr.io/dapr/dapr:1.16.1@sha256:{_DIGEST}",
                "volume": [{"secret": [{"secret_name": "database-credentials"}]}],
            }
        ],
    },
    {
        "name": "shop",
        "chart": "postgresql",
        "values": [
            "global:\n  imageRegistry: registry.example.com\n  imagePullSecrets:\n    - name: regcred\n"
            "auth:\n  enablePostgresUser: true\n  existingSecret: shop-db\n"
            "  secretKeys:\n    adminPasswordKey: postgres-password\n    userPasswordKey: password\n"
            "tls:\n  enabled: true\n  certificatesSecret: shop-tls\n"
            "metrics:\n  serviceMonitor:\n    scrapeTimeout: 10s\n"
            'extraEnvVars:\n  - name: POSTGRESQL_MAX_CONNECTIONS\n    value: "200"\n'
        ],
    },
    {
        "policy": json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "AllowReadOfSecrets",
                        "Effect": "Allow",
                        "Action": ["secretsmanager:GetSecretValue", "kms:Decrypt"],
                        "Resource": "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/db-AbCdEf",
                    }
                ],
            }
        ),
        "arn": "arn:aws:iam::123456789012:role/AWSServiceRoleForAmazonEKSNodegroup",
        "ami": "ami-0abcdef1234567890",
        "hash_key": "UserId",
        "range_key": "CreatedAtTimestamp",
        "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "source_code_hash": "qvTGHdzF6KLavt4PO0gs2a6pQ00LfSyxCHsl2MfVdmY=",
        "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJz3Xq8vT2mK9wQ4bN7pL1rD5fH6gY0sC3uE8 a@b.example",
        "certificate_authority": [
            {"data": base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIB\n").decode()}
        ],
        "password_policy": [{"minimum_length": 14, "require_symbols": True}],
        "manage_master_user_password": True,
        "enable_secret_rotation": "true",
    },
    {
        "data": {
            "nginx.conf": "server {\n  location /token {\n    proxy_pass http://auth:9000;\n  }\n}\n",
            "prometheus.yml": "scrape_configs:\n  - job_name: kubernetes-pods\n    bearer_token_file: "
            "/var/run/secrets/kubernetes.io/serviceaccount/token\n",
            "MESSAGE": "Reset your password here: https://shop.example.com/password/reset",
        },
        "description": "Rotates the secret of the database. See the runbook, section Passwords and tokens.",
        "provider_hash": "h1:3cMwPrYbVhzAZFRnTdfCAkR5nRUvGKbEvhsZTRWZNRs=",
        "integrity": "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeo==",
        "workload_identity": "projects/1234567/locations/global/workloadIdentityPools/pool/providers/git",
        "runbook": "/home/runner/rehearsal/docs/runbooks/rotate-a-secret.md",
    },
)
