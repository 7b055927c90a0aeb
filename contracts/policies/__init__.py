"""Rights on the contracts, one module per subject."""
