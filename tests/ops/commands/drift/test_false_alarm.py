"""Terraform's own exit code can say "changed" where nothing has: hashicorp/terraform#36403.

Seen with 1.11.4 (exit code 2); with 1.15.5 it is 0.
"""

from pathlib import Path

from ops.commands.drift.report import evaluate
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.report import PlannedStack, PlanReport
from tests.support.terraform import workspace

# A storage account has six sensitive attributes; it takes two.
CONFIGURATION = {
    "resource": {
        "azurerm_resource_group": {"group": {"name": "todo-rg", "location": "eastus"}},
        "azurerm_storage_account": {
            "account": {
                "name": "todostates",
                "location": "eastus",
                "resource_group_name": "${azurerm_resource_group.group.name}",
                "account_tier": "Standard",
                "account_replication_type": "LRS",
            }
        },
    }
}


def test_an_exit_code_that_says_changed_is_no_drift(tmp_path: Path) -> None:
    with workspace(tmp_path) as terraform:
        terraform.write(CONFIGURATION)
        terraform.run("init")
        terraform.apply()
        planned = terraform.run("plan", "-refresh-only", "-detailed-exitcode", "-out=saved")
        assert planned.returncode in (0, 2)
        assert "found no differences" in planned.stdout
        changes = read_changes("foundation", terraform.plan("-refresh-only"))
    report = PlanReport(
        environment="staging", commit="abc", stacks=[PlannedStack(changes=changes, fingerprint="f00d")]
    )
    assert evaluate(report, []).clean
