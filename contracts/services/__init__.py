"""Use cases of the contracts: each a transaction, a policy, a lock, the rules, the rows, a journal line."""
