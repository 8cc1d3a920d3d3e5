"""A review cycle through the doors, and the people and the text for one over HTTP."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import django

_numbers = count()


def main() -> None:
    """`cost` prints what a cycle costs; `people` makes who acts, and prints their keys and the body to be sent."""
    django.setup()
    from bench.cpu import tell  # noqa: PLC0415  (not before the set-up)

    tell(Stage())


class Stage:
    """An author, an editor, two board members, and an article of 6 KB with 6 references that no finding keeps out."""

    def __init__(self) -> None:
        from articles import examination  # noqa: PLC0415
        from bench.filling.people import SPECIALTIES, people  # noqa: PLC0415

        self.who = people(authors=1, members=4)
        self.author, self.editor = self.who.authors[0], self.who.editor
        self.members = self.who.board[SPECIALTIES[0]][:2]
        for seed in count(1):
            self.draft, self.body = _draft(seed)
            found = examination.examine(self.draft.content)
            if not any(f.severity == "error" for f in found.findings):
                break
        self.claims = {claim.id: "supported" for claim in found.claims}

    def cycle(self) -> None:
        from articles import workflow as articles  # noqa: PLC0415
        from articles.identity import Proof  # noqa: PLC0415
        from citations import clock  # noqa: PLC0415
        from reviews import workflow as reviews  # noqa: PLC0415

        content = replace(self.draft.content, question=f"{self.draft.content.question} Part {next(_numbers)}")
        article = articles.submit(replace(self.draft, content=content), by=self.author)
        seats = [reviews.invite(article, member, by=self.editor) for member in self.members]
        for seat in seats:
            reviews.accept(seat, by=seat.board_member.user)
        for seat in seats:
            user = seat.board_member.user
            signing = reviews.Signing("approve", article.current.content_hash, ["clinician"], {"none": True}, "Pat", "review",
                                      claims=self.claims)  # fmt: skip
            reviews.sign(seat, signing, by=user, proof=Proof(user.pk, clock.now(), "bench"))

    def told(self) -> dict:
        """Keys and ids for whoever acts over HTTP, with a password that the fast hasher of the bench keeps."""
        from articles import stamping  # noqa: PLC0415
        from articles.models import ApiKey, Article  # noqa: PLC0415

        users = [self.author, self.editor, *(member.user for member in self.members)]
        for user in users:
            user.set_password("bench")
            user.save()
        review = {
            "verdict": "approve", "renditions": ["clinician"], "disclosure": {"none": True}, "claims": self.claims,
            "content_hash": self.draft.content.hash(),
            "signature": {"name": "Pat", "meaning": "review", "password": "bench"},
        }  # fmt: skip
        self.cycle()
        shown = Article.objects.order_by("-pk")[0]
        stamping.stamp()  # as a worker does after every change
        keys = [ApiKey.objects.create(user=user)[1] for user in users]
        told = {"keys": keys, "members": [m.pk for m in self.members], "article": self.body, "review": review}
        return told | {"id": shown.pk, "slug": shown.slug}


def _draft(seed: int):
    from articles.serializers import ArticleInput  # noqa: PLC0415
    from bench import inputs  # noqa: PLC0415

    entries = [{"key": f"work{n}", "kind": "research", "csl": csl} for n, csl in enumerate(inputs.works(6, seed=seed), 1)]
    body = {
        "question": "How is a strained hip flexor treated?", "specialty": "Musculoskeletal", "topics": ["bench"],
        "renditions": {"clinician": inputs.article(6_000, 6, seed=seed)}, "references": entries,
        "provenance": {"kind": "human"}, "contributors": [{"name": "B. Writer"}],
    }  # fmt: skip
    given = ArticleInput(data=body)
    given.is_valid(raise_exception=True)
    return given.draft(), body
