"""The commands of `ops`, a package each, named as they are typed."""
