"""Users, their access tokens, invitations and sessions."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

USERNAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}"
valid_username = RegexValidator(
    rf"^{USERNAME}$(?<!\.git)(?<![.-])",
    "Use letters, digits, '_', '-' and '.'; start with a letter, digit or '_' "
    "and do not end with '.', '-' or '.git'.",
)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person, or the bot behind a project access token."""

    class State(models.TextChoices):
        ACTIVE = "active"
        BLOCKED = "blocked"

    username = models.CharField(max_length=63, validators=[valid_username])
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    is_admin = models.BooleanField(default=False)
    is_bot = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    created_at = models.DateTimeField(default=timezone.now)
    last_activity_on = models.DateField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_unique"),
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "blocked"]), name="user_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.state == self.State.ACTIVE

    def get_short_name(self) -> str:
        return self.username


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def active(self) -> "AccessTokenQuerySet":
        """Tokens that open doors today."""
        return self.filter(revoked_at=None, expires_on__gt=timezone.now().date())


class AccessToken(models.Model):
    """A personal token, or a project's through its bot user. Only the digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4, help_text="The last characters, to tell tokens apart.")
    scopes = models.JSONField(default=list)
    expires_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.revoked_at is None and self.expires_on > self.today()

    @staticmethod
    def today() -> date:
        return timezone.now().date()


class Invitation(models.Model):
    """A one-time link to make an account; the first administrator's is one with no inviter."""

    email = models.EmailField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    is_admin = models.BooleanField(default=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.email or "first administrator"


class SessionManager(BaseSessionManager["Session"]):
    use_in_migrations = True


class Session(AbstractBaseSession):
    """A signed-in browser, listed for its user and revocable."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta:
        ordering = ["-seen_at"]

    @classmethod
    def get_session_store_class(cls) -> Any:
        from mergelab.accounts.sessions import SessionStore

        return SessionStore
