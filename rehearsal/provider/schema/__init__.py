"""The providers' schemas: read out of the installed bindings, completed by an overlay, cached."""
