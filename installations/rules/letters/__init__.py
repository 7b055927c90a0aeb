"""What letters say: from the facts of a decision to every text that is printed, in its order."""
