"""Staff hear of an objection to a mandate, and of who has stepped aside."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0024_notices_of_doors'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('arrived', 'A new complaint has arrived.'), ('forwarded', 'A complaint was forwarded to your department.'), ('assigned', 'A complaint is yours to handle.'), ('to_approve', 'A decision waits for your approval.'), ('sent_back', 'A decision was sent back with a remark.'), ('approved', 'A solution was approved.'), ('accepted', 'The complainant accepted a solution.'), ('declined', 'The complainant declined the offer.'), ('answered', 'The complainant has written.'), ('task', 'A task is yours.'), ('task_done', 'A task is done.'), ('reported', 'An outside party has reported on its task.'), ('budget', 'The budget for compensation is nearly used up.'), ('meeting', 'A meeting about a complaint was called, or moved.'), ('mentioned', 'You were mentioned in a note.'), ('due_soon', 'A promise is due soon.'), ('broken', 'A promise is overdue.'), ('unanswered', 'Our question was not answered in time.'), ('pause_over', 'A pause is over; the promises run on.'), ('extension', 'More time is asked for a promise.'), ('extended', 'More time was granted.'), ('not_extended', 'More time was refused.'), ('escalated', 'A complaint was escalated to you.'), ('reopened', 'A complaint was opened again.'), ('feedback', 'The complainant told how it was.'), ('unmask', 'Somebody asks to see a hidden identity.'), ('agreed', 'The complainant confirmed the agreement.'), ('objected', 'The complainant objects to the agreement.'), ('call', 'The complainant asks to be called.'), ('review', 'A complaint waits for your review.'), ('reviewed', 'A review was decided.'), ('legal_risk', 'A complaint was marked as a legal risk.'), ('not_arrived', 'A letter to the complainant did not arrive.'), ('not_for_me', 'The complainant objects to whoever speaks for them.'), ('recused', 'Somebody has stepped aside from a complaint; others go on with it.'), ('very_angry', 'A very angry complainant needs somebody with authority.'), ('call_owed', 'A call is yours to make.'), ('call_late', 'A promised call is overdue.'), ('letter_late', 'A letter has waited to be sorted for a working day.'), ('mail_waits', 'Messages have waited in quarantine for a working day.'), ('strayed', 'A letter about no complaint did not arrive.')], max_length=12),
        ),
    ]
