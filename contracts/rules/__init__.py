"""Pure decisions of the contract: regimes, eligibility, lists, offers, months, leaves, ends."""
