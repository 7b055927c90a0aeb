"""Dates of a register."""

from django import forms

from installations.forms.fields import DayField


class PeriodAskedForm(forms.Form):
    """The first and the last day of a register, both included."""

    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)
