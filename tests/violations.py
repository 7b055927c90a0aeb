"""How tests break a constraint: the database must refuse, by the name of what holds."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from cesp_portal.common.db import constraint_of


@contextmanager
def broken(constraint: str) -> Iterator[None]:
    """Expect the block to be refused by the constraint of that name, and by no other."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert constraint_of(caught.value) == constraint
