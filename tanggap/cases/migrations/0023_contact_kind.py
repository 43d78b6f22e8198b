"""What a contact is that is no complaint: a question, a request, thanks."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0022_replies_by_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='contact',
            field=models.CharField(blank=True, choices=[('question', 'Question'), ('request', 'Request'), ('thanks', 'Thanks')], db_default='', default='', max_length=8),
        ),
    ]
