"""Pure decisions of practice: shares, months served, deferrals, replacements, rights on a zone, the statement."""
