"""How passwords are hashed: Argon2id at a size that a small machine bears when many sign in at once."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallArgon2(Argon2PasswordHasher):
    """19 MiB, two rounds (OWASP). Django's default takes 100 MiB a try: four at once are the whole memory budget."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
