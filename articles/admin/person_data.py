"""Handing out what is held about a person, from the lists where editors meet one."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse

from articles.person_data import hand_out


class HandingOut:
    """An action of a list whose rows each belong to an account, `user`. One person at a time: a copy goes to one."""

    actions = ["hand_out"]

    def has_hand_out_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(description="Hand out what is held about the person", permissions=["hand_out"])
    def hand_out(self, request: HttpRequest, rows: QuerySet) -> JsonResponse | None:
        accounts = {row.user_id for row in rows}
        if len(accounts) != 1:
            messages.error(request, "Mark the rows of one person: their copy is theirs alone.")
            return None
        person = User.objects.get(pk=accounts.pop())
        headers = {"Content-Disposition": f'attachment; filename="{person.username}.json"'}
        return JsonResponse(hand_out(person, by=request.user), headers=headers, json_dumps_params={"indent": 2})
