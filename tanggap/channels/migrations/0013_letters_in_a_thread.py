"""A letter knows the mail that it answers."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0012_letters_that_came_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='outbound',
            name='answers',
            field=models.CharField(blank=True, db_default='', default='', max_length=255),
        ),
    ]
