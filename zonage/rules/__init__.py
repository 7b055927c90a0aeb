"""Pure decisions of the zoning: which levels serve which profession."""
