"""Bytes of a CSV or XLSX file in, typed rows and located issues out; and the way back.

Knows no business word and imports no Django. What comes from outside is read by a child process with
memory and time limits (`reading`); what goes out cannot be run by a spreadsheet (`writing`).
"""
