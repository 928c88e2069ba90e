"""The real kubelogin, as Terraform and `ops` start it."""
