"""Messages of the contracts, one module per subject."""
