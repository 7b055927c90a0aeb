"""The questions that the rules answer, by the names the worked cases give them."""
