"""What the publisher says about itself beside the rules that the system reads from its own policies."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

#: Characters.
LONGEST = 20_000


class PolicyText(models.Model):
    """One row: Markdown on the editorial policy page. It explains the rules, it does not make them."""

    body = models.TextField(
        blank=True, validators=[MaxLengthValidator(LONGEST)],
        help_text="Markdown. Stands above the rules in force, which the page reads from the policies by itself.",
    )  # fmt: skip
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "policy text"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_policy_text")]

    def __str__(self) -> str:
        return "Own words on the editorial policy page"
