"""Check a submission before it is sent."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from rest_framework.exceptions import ValidationError

from articles import answers, examination
from articles.errors import Refusal
from articles.serializers import ArticleInput


class Command(BaseCommand):
    help = (
        "Check a submission (the JSON of POST articles/, or a Markdown text without references) and list its findings. "
        "Exits 1 where an error would keep it out of review. Nothing is written."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="Answer as ?dry_run=true does.")

    def handle(self, *, file: Path, **options) -> None:
        content = _content(file)
        examined = examination.examine(content)
        if options["json"]:
            self.stdout.write(json.dumps(dict(answers.dry_run(content, examined)), indent=2))
        else:
            for finding in examined.findings:
                where = f"{finding.rendition}:{finding.start}-{finding.end} " if finding.rendition else ""
                self.stdout.write(f"{finding.severity} {finding.code} {where}{finding.message}\n    {finding.help}")
            self.stdout.write(f"{len(examined.findings)} findings, {len(examined.claims)} claims, {examined.risk.level} risk")
            for why in examined.risk.why:
                self.stdout.write(f"    {why}")
        if any(finding.severity == "error" for finding in examined.findings):
            sys.exit(1)


def _content(file: Path):
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
    given = ArticleInput(data=_body(text))
    try:
        given.is_valid(raise_exception=True)
        return given.draft().content
    except (ValidationError, Refusal) as error:
        raise CommandError(f"{file} would not be accepted: {getattr(error, 'errors', None) or error}") from error


def _body(text: str) -> object:
    if not text.lstrip().startswith("{"):
        return {"question": "Unnamed", "specialty": "PrimaryCare", "renditions": {"clinician": text}}
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise CommandError(f"This is no JSON: {error}") from error
