"""The people of the demo. Their passwords follow from the secret key, so that a second start can print them again."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from articles.roles import AUTHOR, BOARD_MEMBER, MANAGING_EDITOR
from citations import clock
from reviews import schedule
from reviews.models import BoardMember

ACCOUNTS = {
    "editor": ("Maya", "Lindqvist", MANAGING_EDITOR),
    "dr.rivera": ("Elena", "Rivera", BOARD_MEMBER),
    "dr.chen": ("David", "Chen", BOARD_MEMBER),
    "dr.okafor": ("Ngozi", "Okafor", BOARD_MEMBER),
    "dr.haddad": ("Samir", "Haddad", BOARD_MEMBER),
    "author": ("Jonas", "Weber", AUTHOR),
    "pipeline": ("Article", "Pipeline", AUTHOR),
}
BOARD = {
    "dr.rivera": (
        "Dr. Elena Rivera", "MD, FAAPMR", ["Musculoskeletal", "Physiotherapy"], "Harbour Sports Medicine Centre",
        "Elena Rivera leads a sports medicine clinic and has treated overuse injuries of hip and groin for eighteen years.",
    ),
    "dr.chen": (
        "Dr. David Chen", "MD, PhD", ["Musculoskeletal", "Surgical"], "Lakeside University Hospital",
        "David Chen is an orthopaedic surgeon whose research follows tendon repair from the operating table to the track.",
    ),
    "dr.okafor": (
        "Dr. Ngozi Okafor", "MBBS, FRCP", ["Cardiovascular", "PrimaryCare"], "St. Brigid General Hospital",
        "Ngozi Okafor is a cardiologist who runs an anticoagulation clinic and teaches prescribing to general practitioners.",
    ),
    "dr.haddad": (
        "Dr. Samir Haddad", "MD, MPH", ["PrimaryCare", "Infectious"], "Northgate Family Practice",
        "Samir Haddad is a family physician with a background in public health and twenty years of night calls.",
    ),
}  # fmt: skip


def password_of(username: str) -> str:
    """A password that only who holds the secret key can derive; none stands in the code."""
    return hmac.new(settings.SECRET_KEY.encode(), f"demo:{username}".encode(), hashlib.sha256).hexdigest()[:16]


def make_people() -> list[tuple[str, str]]:
    """Make whoever is missing. Returns (user name, password) of each demo account."""
    for username, (first, last, role) in ACCOUNTS.items():
        user, new = get_user_model().objects.get_or_create(
            username=username,
            defaults={"first_name": first, "last_name": last, "email": f"{username}@demo.medreview.example"},
        )
        if new or not user.check_password(password_of(username)):
            user.set_password(password_of(username))
        user.is_staff = role != AUTHOR
        user.save()
        user.groups.set([Group.objects.get(name=role)])
        if role == BOARD_MEMBER:
            _seat_on_board(user)
    return [(username, password_of(username)) for username in ACCOUNTS]


def _seat_on_board(user) -> None:
    name, credentials, specialties, affiliation, bio = BOARD[user.username]
    today = clock.today()
    member, _ = BoardMember.objects.get_or_create(
        user=user,
        defaults={
            "slug": user.username.replace(".", "-"), "name": name, "credentials": credentials,
            "specialties": specialties, "affiliation": affiliation, "bio": bio,
            "licence_number": f"DEMO-{user.pk:05d}", "licence_register": "Demo Medical Register",
            "licence_expires": today + timedelta(days=900), "licence_verified_at": today - timedelta(days=1400),
            "licence_verified_by": get_user_model().objects.get(username="editor"),
            "licence_verified_how": "Looked up on the register's page",
            "joined": today - timedelta(days=1400), "interests_declared_on": today - timedelta(days=100),
        },
    )  # fmt: skip
    schedule.plan_terms(member)
