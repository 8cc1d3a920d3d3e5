"""Licences: revoked by whom; what is told ahead of their end."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: What `reviews.schedule.plan_terms` writes from now on, for the licences that stand already.
PLAN = """
INSERT INTO reviews_due (key, step, board_member_id, day, due_at)
SELECT format('member:%s:licence_ends:%s:%s', member.id, licence_expires, ahead), 'licence_ends', member.id, licence_expires,
       (licence_expires - ahead + time '06:00') AT TIME ZONE 'UTC'
  FROM reviews_boardmember member, unnest(ARRAY[60, 30, 7, 0]) ahead
 WHERE licence_expires - ahead >= current_date AND "left" IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_editors_and_keys'),
        ('reviews', '0005_conflicts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='boardmember',
            name='licence_revoked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='due',
            name='board_member',
            field=models.ForeignKey(blank=True, help_text='Where it is about no article.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='due_steps', to='reviews.boardmember'),
        ),
        migrations.AlterField(
            model_name='due',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='due_steps', to='articles.article'),
        ),
        migrations.AlterField(
            model_name='due',
            name='day',
            field=models.DateField(help_text="The date that the step is about: accept-by, sign-by, review due, a licence's end."),
        ),
        migrations.AlterField(
            model_name='due',
            name='step',
            field=models.CharField(choices=[('remind_accept', 'remind to accept or decline'), ('expire_invitation', 'invitation expires'), ('remind_review', 'remind to sign'), ('expire_review', 'accepted seat expires'), ('ahead', 'tell of the coming re-review'), ('re_review', 'open the re-review'), ('licence_ends', 'tell of a licence that ends'), ('term_ends', 'tell of a term of office that ends')], max_length=20),
        ),
        migrations.RunSQL(PLAN, migrations.RunSQL.noop),
        # The rows' foreign keys are checked now: PostgreSQL builds no index while a deferred check is waiting.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
    ]
