"""Working by hand: the exports with which `cdktf` and `terraform` do what `ops deploy` would."""
