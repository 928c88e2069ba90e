"""Ordinary values in the shapes that public projects have: no view may mask any of them.

The shapes are those of the resources and charts that the names say, with invented values.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

_DIGEST: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

_RESOURCES: Final[tuple[Mapping[str, Any], ...]] = (
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

_AWS: Final[Mapping[str, Any]] = {
    "aws_lambda_function_url authorization_type": {"authorization_type": "AWS_IAM"},
    "aws_api_gateway_method authorization": {"authorization": "AWS_IAM"},
    "aws_api_gateway_method authorization of a pool": {"authorization": "COGNITO_USER_POOLS"},
    "aws_ecs_task_definition": {
        "container_definitions": json.dumps(
            [
                {
                    "name": "app",
                    "environment": [{"name": "TOKEN_TTL", "value": "3600"}],
                    "secrets": [
                        {
                            "name": "DB_PASSWORD",
                            "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf",
                        }
                    ],
                }
            ]
        )
    },
    "aws_cloudfront_distribution": {"forwarded_values": [{"cookies": [{"forward": "all"}]}]},
    "aws_lb_listener": {"ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
    "aws_iam_role": {"name": "AmazonEKS_EBS_CSI_DriverRole2"},
    "aws_dynamodb_table": {"hash_key": "TokenId", "range_key": "SecretVersion"},
    "aws_secretsmanager_secret": {"name": "prod/shop/db-password", "description": "Password of the database"},
    "aws_cognito_user_pool_client": {"explicit_auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH"]},
    "aws_cognito_user_pool": {"password_policy": [{"temporary_password_validity_days": 7}]},
    "aws_instance": {"user_data": "#!/bin/sh\nset -eu\napt-get install -y nginx\n"},
    "aws_launch_template": {"metadata_options": [{"http_tokens": "required"}]},
    "aws_eks_addon": {"configuration_values": json.dumps({"tokenReview": {"enabled": True}})},
    "aws_db_instance": {"master_user_secret_kms_key_id": "1234abcd-12ab-34cd-56ef-1234567890ab"},
    "aws_subnet": {"subnet_id": "subnet-0a1b2c3d4e5f67890"},
    "aws_db_instance address": {"address": "db123.xY7Z9.eu-west-1.rds.amazonaws.com"},
    "a name in CamelCase": {"name": "ThisIsAVeryLongCamelCaseResourceName2024V2"},
    "a base64 picture": {"data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"},
}
_GOOGLE: Final[Mapping[str, Any]] = {
    "google_cloud_run_v2_service": {
        "env": [
            {"name": "DB", "value_source": [{"secret_key_ref": [{"secret": "db-pass", "version": "latest"}]}]}
        ]
    },
    "google_cloudfunctions_function": {
        "secret_environment_variables": [
            {"key": "DB_PASS", "project_id": "shop-prod-1", "secret": "db-pass", "version": "latest"}
        ]
    },
    "google_cloudbuild_trigger": {"secrets": ["projects/shop/secrets/db"]},
    "google_secret_manager_secret": {"secret": "projects/shop/secrets/db"},
    "google_recaptcha_enterprise_key": {"recaptcha_site_key": "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI"},
    "google_container_cluster": {"master_auth": [{"client_certificate_config": [{"issue": False}]}]},
    "google_iam_workload_identity_pool_provider": {
        "oidc": [{"issuer_uri": "https://token.actions.githubusercontent.com"}]
    },
    "google_service_account_key": {"private_key_type": "TYPE_GOOGLE_CREDENTIALS_FILE"},
}
_AZURE: Final[Mapping[str, Any]] = {
    "azurerm_key_vault": {"authorization": "RBAC", "bypass": "AzureServices"},
    "azurerm_storage_share in a pod": {"azure_file": [{"secret_name": "azure-storage"}]},
    "secret of a volume": {"secret": "azure-storage"},
    "azurerm_application_insights": {
        "value": "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://x/"
    },
    "azurerm_container_app": {
        "secret": [{"name": "db-pass", "key_vault_secret_id": "https://kv.example/secrets/db"}]
    },
    "azurerm_linux_web_app": {
        "app_settings": {"DB_PASSWORD": "@Microsoft.KeyVault(SecretUri=https://kv.example/secrets/db)"}
    },
    "azurerm_kubernetes_cluster": {"key_vault_secrets_provider": [{"secret_rotation_interval": "2m"}]},
    "azurerm_monitor_scheduled_query_rules_alert_v2": {
        "query": 'AppTraces | where Token == "abc" | summarize count() by bin(TimeGenerated, 5m)'
    },
    "azurerm_cdn_frontdoor_rule": {"pattern": "^[A-Za-z0-9]+:[A-Z]{3}$"},
    "azuread_application": {"token_endpoint_auth_method": "client_secret_basic"},
}
_KUBERNETES: Final[Mapping[str, Any]] = {
    "secret of an object": {"kubernetes_secret": "my-app"},
    "grafana": {"admin_password_secret": "grafana-admin"},
    "CSI": {"token": "csi"},
    "ingress-nginx log": {"log": '$remote_addr - $remote_user [$time_local] token=$http_x_token "$request"'},
    "grafana chart": {
        "values": "admin:\n  existingSecret: grafana\n  userKey: admin-user\n  passwordKey: admin-password\n"
    },
    "external-secrets": {
        "values": "secretStore: kv\ndata:\n  - secretKey: password\n    remoteRef:\n      key: shop-db\n"
    },
    "cert-manager": {"manifest": {"spec": {"secretName": "web-tls", "privateKey": {"algorithm": "ECDSA"}}}},
    "projected token": {
        "service_account_token": [{"audience": "vault", "expiration_seconds": 3600, "path": "token"}]
    },
    "checksum": {"annotations": {"checksum/secret": _DIGEST}},
    "secretKeyRef in YAML": {"values": "secret:\n  name: shop\n  key: db\n"},
    "prose": {"description": "token: rotated every day by ops"},
    "prose about a password": {"description": "Reset the password: see the wiki"},
    "a document for people": {"README": "Credentials: ask the platform team.\nTokens: see the runbook.\n"},
    "template": {"values": "password: {{ .Values.password }}\nurl: postgres://app:$(DB_PASSWORD)@db/app\n"},
    "URL with a port": {"url": "http://host:8080/path@v2"},
    "git over SSH": {"ssh": "git@github.com:org/repo.git"},
    "XML without secrets": {"v": '<log level="info"><file name="token.log"/><keyStore>main</keyStore></log>'},
    "TOML without secrets": {"v": '[auth]\ntoken_url = "https://x.example/token"\nttl = "15m"\n'},
    "command": {"args": ["--token-file", "/run/token", "--password-file=/run/pw", "-p", "8080"]},
    "flags": {"cmd": "mkdir -p data && docker run -p 80:80 -u app:staff app"},
    "times": {"cron": "10:20:30:40:50"},
    "a reference": {"credentials": "@Microsoft.KeyVault(x)", "credentials_id": "github-app"},
    "a cookie's name": {"cookie": "JSESSIONID", "session_cookie": "lax"},
    "a switch": {"access_token": "disabled", "password": ""},
}

#: Each case by its name: attributes of a resource.
ORDINARY: Final[Mapping[str, Mapping[str, Any]]] = {
    **{f"resource {number}": values for number, values in enumerate(_RESOURCES)},
    **{f"AWS: {name}": values for name, values in _AWS.items()},
    **{f"Google: {name}": values for name, values in _GOOGLE.items()},
    **{f"Azure: {name}": values for name, values in _AZURE.items()},
    **{f"Kubernetes: {name}": values for name, values in _KUBERNETES.items()},
}
