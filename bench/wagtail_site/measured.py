"""Wagtail's cycle: its cost, or its people with their sessions, as `bench.cycles` tells them for ours."""

from __future__ import annotations

from itertools import count

import django


def main() -> None:
    django.setup()
    from bench.cpu import tell  # noqa: PLC0415  (not before the set-up)

    tell(Stage())


class Stage:
    """An author and two reviewers, each the only one of the group that has to approve."""

    def __init__(self) -> None:
        from django.contrib.auth.models import Group, User  # noqa: PLC0415
        from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask  # noqa: PLC0415

        from bench import inputs  # noqa: PLC0415

        self.text, self.works, self.numbers = inputs.article(6_000, 6), inputs.works(6), count()
        self.home = Page.objects.get(depth=2)
        self.users = [_user(name) for name in ("author", "one", "other")]
        self.users[0].groups.add(Group.objects.get(name="Editors"))
        self.workflow, fresh = Workflow.objects.get_or_create(name="Two approvals")
        if fresh:
            Workflow.objects.exclude(pk=self.workflow.pk).update(active=False)
            WorkflowPage.objects.update_or_create(page=self.home, defaults={"workflow": self.workflow})
            for place, user in enumerate(self.users[1:]):
                group = Group.objects.create(name=user.username)
                user.groups.add(group, Group.objects.get(name="Moderators"))
                task = GroupApprovalTask.objects.create(name=user.username)
                task.groups.add(group)
                WorkflowTask.objects.create(workflow=self.workflow, task=task, sort_order=place)
        self.users = [User.objects.get(pk=user.pk) for user in self.users]

    def cycle(self) -> None:
        from wagtail.models import Page  # noqa: PLC0415

        from bench.wagtail_site.models import ReviewedPage, Work  # noqa: PLC0415

        author, *reviewers = self.users
        title = f"What helps a strained hip? Part {next(self.numbers)}"
        page = ReviewedPage(title=title, text=self.text, owner=author, live=False)
        page.works.add(*(Work(csl=csl) for csl in self.works))
        Page.objects.get(pk=self.home.pk).add_child(instance=page)
        page.save_revision(user=author)
        state = self.workflow.start(page, author)
        for reviewer in reviewers:
            task = state.current_task_state.specific
            task.task.specific.on_action(task, reviewer, "approve")
            state.refresh_from_db()
        page.refresh_from_db()
        assert page.live, state.status

    def told(self) -> dict:
        from django.test import Client  # noqa: PLC0415

        sessions = []
        for user in self.users:
            client = Client()
            client.force_login(user)
            sessions.append(client.cookies["sessionid"].value)
        return {"sessions": sessions, "parent": self.home.pk, "text": self.text, "works": self.works}


def _user(name: str):
    from django.contrib.auth.models import User  # noqa: PLC0415

    return User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.org"})[0]
