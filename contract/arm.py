"""Azure Resource Manager ids of what synthesis grants rights on and operations ask for."""


def subscription(guid: str) -> str:
    """Return the ARM id of a subscription."""
    return f"/subscriptions/{guid}"


def resource_group(name: str, *, subscription_guid: str) -> str:
    """Return the ARM id of a resource group."""
    return f"{subscription(subscription_guid)}/resourceGroups/{name}"


def cluster(name: str, *, group: str) -> str:
    """Return the ARM id of an AKS cluster; `group` is the ARM id of its resource group."""
    return f"{group}/providers/Microsoft.ContainerService/managedClusters/{name}"


def storage_account(name: str, *, group: str) -> str:
    """Return the ARM id of a storage account."""
    return f"{group}/providers/Microsoft.Storage/storageAccounts/{name}"


def blob_container(name: str, *, account: str) -> str:
    """Return the ARM id of a container of a storage account, whose ARM id is `account`."""
    return f"{account}/blobServices/default/containers/{name}"
