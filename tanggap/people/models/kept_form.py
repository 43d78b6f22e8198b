"""What somebody was sending when it turned out that he or she was no longer signed in."""

from django.db import models


class KeptForm(models.Model):
    """One form as it was sent, sealed under the key ring for its writer alone; `path` is where it was going."""

    staff = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)
