"""The bare cycle's cost, or its people, as `bench.cycles` tells them for ours. Run with the bare settings."""

from __future__ import annotations

import json
import sys
import time
from itertools import count

import django


def main() -> None:
    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415  (not before the set-up)
    from rest_framework.authtoken.models import Token  # noqa: PLC0415

    from bench import inputs  # noqa: PLC0415
    from bench.bare import cycle  # noqa: PLC0415
    from bench.cpu import cost  # noqa: PLC0415

    users = [User.objects.get_or_create(username=name)[0] for name in ("author", "editor", "one", "other")]
    author, editor, *members = users
    text, works = inputs.article(6_000, 6), inputs.works(6)
    numbers = count(time.time_ns())

    def act() -> None:
        article = cycle.submit(str(next(numbers)), text, works, author, editor.pk)
        seats = [cycle.invite(article.pk, member.pk, editor) for member in members]
        for seat, member in zip(seats, members, strict=True):
            cycle.accept(seat.pk, member)
        for seat, member in zip(seats, members, strict=True):
            state = cycle.sign(seat.pk, {"note": "Fine."}, member)
        assert state == "approved"

    if sys.argv[1] == "cost":
        print(json.dumps(cost(act)))
        return
    article = {"text": text, "references": works, "editor": editor.pk}
    keys = [Token.objects.get_or_create(user=user)[0].key for user in users]
    print(json.dumps({"keys": keys, "members": [m.pk for m in members], "article": article, "review": {"note": "Fine."}}))
