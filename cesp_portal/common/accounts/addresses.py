"""Addresses with which a person signs in: a second one that outlives the student one, a change of the main one."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from cesp_portal.common.accounts import notices
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import AddressPurpose
from cesp_portal.common.accounts.links import hash_of, new_token
from cesp_portal.common.accounts.models import AddressChange, User
from cesp_portal.common.accounts.selectors import person_at
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal

LINK_LASTS = dt.timedelta(hours=48)
A_DAY = dt.timedelta(days=1)
MOST_A_DAY = 5
NEW_SIDE, PRESENT_SIDE = "accounts.new_address", "accounts.present_address"
ONE_WRITER = (
    7_431_905  # advisory lock: a main and a second address live in two tables, and no two may be equal
)

UNUSABLE = Refusal(
    "ADDRESS_LINK_UNUSABLE",
    "Ce lien ne peut pas servir : il est incomplet, expiré, déjà utilisé, ou la demande a été remplacée.",
    "Connectez-vous, puis recommencez depuis la page « Mes adresses ».",
)
TAKEN = Refusal(
    "ADDRESS_OPENS_ANOTHER_ACCOUNT",
    "Cette adresse ouvre déjà un autre compte du portail.",
    "Choisissez une autre adresse, ou demandez à votre agence de réunir les deux comptes.",
)


@transaction.atomic
def ask_address(*, actor: Actor, purpose: AddressPurpose, email: str, at: dt.datetime) -> AddressChange:
    """Send a link to the address asked for, and one to the present address when it is to be replaced.

    A change that was still open is dropped. Whether somebody else has the address is not said here.
    Raises BadInput for one's own address, Refusal beyond five requests a day.
    """
    user = User.objects.select_for_update().get(id=actor.person_id)
    email = email.strip().lower()
    _check_new(user, purpose, email)
    if user.address_changes.filter(asked_at__gt=at - A_DAY).count() >= MOST_A_DAY:
        raise Refusal(
            "ADDRESS_ASKED_TOO_OFTEN",
            f"Vous avez déjà demandé {MOST_A_DAY} adresses depuis hier.",
            "Attendez demain, ou écrivez à votre agence.",
        )
    _drop_open(user, at)
    token = new_token()
    both_sides = purpose is AddressPurpose.MAIN
    present_token = new_token() if both_sides else ""
    change = AddressChange.objects.create(
        user=user,
        purpose=purpose,
        email=email,
        present_email=user.email,
        new_hash=hash_of(token, NEW_SIDE),
        present_hash=hash_of(present_token, PRESENT_SIDE) if both_sides else None,
        asked_at=at,
        expires_at=at + LINK_LASTS,
    )
    notices.ask_new_side(change, token, at=at)
    notices.tell_present_side(change, present_token, at=at)
    _record(actor, "address_asked", change, at)
    return change


def _check_new(user: User, purpose: AddressPurpose, email: str) -> None:
    seconds = set(user.emailaddress_set.values_list("email", flat=True))
    if email == user.email or (email in seconds and purpose is AddressPurpose.SECOND):
        raise BadInput(
            "ADDRESS_ALREADY_YOURS",
            "Cette adresse est déjà la vôtre.",
            "Indiquez celle que vous voulez ajouter.",
        )


def change_at(token: str, at: dt.datetime) -> tuple[AddressChange, bool] | None:
    """Return the change that this link confirms and whether it is the link of the new address; nothing changes."""
    for side, purpose in (("new", NEW_SIDE), ("present", PRESENT_SIDE)):
        found = AddressChange.objects.filter(
            **{f"{side}_hash": hash_of(token, purpose), f"{side}_confirmed_at__isnull": True},
            done_at__isnull=True,
            dropped_at__isnull=True,
            expires_at__gt=at,
            user__is_active=True,
        ).first()
        if found is not None:
            return found, side == "new"
    return None


@transaction.atomic
def confirm_address(*, token: str, at: dt.datetime) -> AddressChange:
    """Confirm one side by its link; the change is made once every side has confirmed.

    Raises Refusal for a link that opens nothing, and for an address that another account has.
    """
    found = change_at(token, at)
    if found is None:
        raise UNUSABLE
    change, is_new_side = found
    user = User.objects.select_for_update().get(id=change.user_id)
    change = AddressChange.objects.select_for_update().get(id=change.id)
    side = "new_confirmed_at" if is_new_side else "present_confirmed_at"
    if change.done_at or change.dropped_at or getattr(change, side) or change.present_email != user.email:
        raise UNUSABLE
    setattr(change, side, at)
    change.save(update_fields=[side])
    if change.new_confirmed_at and (change.purpose == AddressPurpose.SECOND or change.present_confirmed_at):
        _make(change, user, at)
    return change


def _make(change: AddressChange, user: User, at: dt.datetime) -> None:
    actor = Actor(user_id=user.id, name=str(user), role=None)
    change.done_at = at
    change.save(update_fields=["done_at"])
    if change.purpose == AddressPurpose.MAIN:
        replace_main_address(actor=actor, user=user, email=change.email, at=at)
        return
    _demand_free(user, change.email)
    EmailAddress.objects.create(user=user, email=change.email, verified=True, primary=False)
    notices.tell_second_address(user, change.email, at=at)
    _record(actor, "second_address_added", change, at)


@transaction.atomic
def replace_main_address(*, actor: Actor, user: User, email: str, at: dt.datetime) -> User:
    """Give a person a new main address: the old one opens nothing any more, every session ends, both are told.

    The caller has made sure that the address is the person's. Raises Refusal when another account has it.
    """
    user = User.objects.select_for_update().get(id=user.id)
    email = email.strip().lower()
    _demand_free(user, email)
    before = user.email
    user.emailaddress_set.filter(email__in=(email, before)).delete()
    _drop_open(user, at)
    user.email = email
    user.password = make_password(None)  # what sessions are signed with: they all end
    user.save(update_fields=["email", "password"])
    notices.tell_main_address(user, before, at=at)
    journal.record(actor=actor, action="accounts.main_address_replaced", obj=user, at=at)
    return user


def _demand_free(user: User, email: str) -> None:
    """Refuse an address of another account, second addresses included. Raises Refusal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_WRITER])
    owner = person_at(email)
    if owner is not None and owner.id != user.id:
        raise TAKEN


@transaction.atomic
def remove_second_address(*, actor: Actor, email: str, at: dt.datetime) -> None:
    """Close a second address; it opens nothing any more. One that is not there is left alone."""
    user = User.objects.select_for_update().get(id=actor.person_id)
    removed, _ = user.emailaddress_set.filter(email=email.strip().lower()).delete()
    if removed:
        notices.tell_second_address_removed(user, email, at=at)
        journal.record(actor=actor, action="accounts.second_address_removed", obj=user, at=at)


@transaction.atomic
def drop_change(*, actor: Actor, at: dt.datetime) -> None:
    """Give up the change that waits; its links open nothing any more."""
    user = User.objects.select_for_update().get(id=actor.person_id)
    if _drop_open(user, at):
        journal.record(actor=actor, action="accounts.address_change_dropped", obj=user, at=at)


def _drop_open(user: User, at: dt.datetime) -> int:
    return user.address_changes.filter(done_at__isnull=True, dropped_at__isnull=True).update(dropped_at=at)


def _record(actor: Actor, what: str, change: AddressChange, at: dt.datetime) -> None:
    facts = {"purpose": str(change.purpose)}
    journal.record(actor=actor, action=f"accounts.{what}", obj=change, at=at, facts=facts)
