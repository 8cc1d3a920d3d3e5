from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0015_messages'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='taken',
            field=models.PositiveSmallIntegerField(default=0, help_text='Times that a worker took it and never said what came of it.'),
        ),
    ]
