"""Pure ground of the rules: dated parameters, findings, exact calendar, transition tables.

Nothing here knows a word of the trade, reads a clock, opens a database or imports Django.
"""
