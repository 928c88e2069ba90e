"""The commands of `rehearse`, a package each, named as they are typed."""
