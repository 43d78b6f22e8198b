"""Staff, units, posts, deputies and absences at /admin/, for the administrator of the house."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.core.errors import TanggapError
from tanggap.core.own_path import own_path
from tanggap.people import posts, units
from tanggap.people.models import Absence, Deputy, Post, Staff, Unit
from tanggap.people.standing import forget


class KeptByFunctions(admin.ModelAdmin):
    """Nothing of ours is deleted here: it ends, and stays as history."""

    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Unit)
class UnitAdmin(KeptByFunctions):
    list_display = ("name", "code", "kind", "calendar_code")
    search_fields = ("code", "name_id", "name_en")
    fields = ("code", "name_id", "name_en", "kind", "parent", "calendar_code")
    # Chosen on the unit's page, where it is shown which promises move with it.
    readonly_fields = ("calendar_code",)

    def save_model(self, request: HttpRequest, obj: Unit, form: forms.ModelForm, change: bool) -> None:
        parent = form.cleaned_data["parent"]
        if not change:
            units.place(obj, parent=parent)
        else:
            obj.parent_id = form.initial.get("parent")
            obj.version += 1
            obj.save()
            if "parent" in form.changed_data:
                units.move(obj, parent=parent)
        forget()
        record("unit_changed" if change else "unit_made", obj, by=request.user, code=obj.code)

    def get_form(self, request: HttpRequest, obj: Unit | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        return super().get_form(request, obj, form=UnitForm, **kwargs)


class UnitForm(forms.ModelForm):
    """Says in the form, not in an error page, that a unit cannot hang below itself."""

    def clean_parent(self) -> Unit | None:
        parent = self.cleaned_data["parent"]
        if parent is not None and self.instance.pk and parent.path.startswith(self.instance.path):
            raise forms.ValidationError(_("A unit cannot be part of itself or of what lies below it."))
        return parent


class StaffForm(forms.ModelForm):
    """A password is set here for a new colleague, who changes it; an empty field leaves the present one."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, self.instance)
        return password


@admin.register(Staff)
class StaffAdmin(KeptByFunctions):
    form = StaffForm
    list_display = ("full_name", "email", "is_active")
    list_filter = ("is_active",)
    search_fields = ("full_name", "email")

    def save_model(self, request: HttpRequest, obj: Staff, form: forms.ModelForm, change: bool) -> None:
        before = Staff.objects.get(pk=obj.pk) if change else None
        active = obj.is_active
        offered = "password" in self.get_fields(request, before)  # a declared field is read even when not shown
        if offered and form.cleaned_data["password"]:
            obj.set_password(form.cleaned_data["password"])
        elif before:
            obj.password = before.password
        else:
            obj.set_unusable_password()
        obj.is_active = before.is_active if before else True
        obj.version += bool(before)
        obj.save()
        record("staff_changed" if before else "staff_made", obj, by=request.user)
        if active != obj.is_active:
            (posts.activate if active else posts.deactivate)(obj, by=request.user)

    def get_fields(self, request: HttpRequest, obj: Staff | None = None) -> tuple[str, ...]:
        if obj is not None and obj.pk == request.user.pk:
            return ("email", "full_name", "language")  # nobody switches themselves off
        if obj is not None and obj.last_login:
            # Who could set the password of somebody else could act as them: after the first day only they can.
            return ("email", "full_name", "language", "is_active")
        return ("email", "full_name", "language", "is_active", "password")


class PostForm(forms.ModelForm):
    """The rules of `posts`, told in the form."""

    by: Staff

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        staff, unit = given.get("staff") or self.instance.staff, given.get("unit") or self.instance.unit
        try:
            posts.may_change_rights(self.by, staff, unit)
        except TanggapError as problem:
            raise forms.ValidationError(str(problem)) from None
        return given


@admin.register(Post)
class PostAdmin(KeptByFunctions):
    form = PostForm
    list_display = ("staff", "role", "unit", "since", "until")
    list_filter = ("role",)
    list_select_related = ("staff", "unit")
    fields = ("staff", "unit", "role", "since", "until")

    def get_form(self, request: HttpRequest, obj: Post | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        return type("PostFormOfRequest", (super().get_form(request, obj, **kwargs),), {"by": request.user})

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> tuple[str, ...]:
        return ("staff", "unit", "role", "since") if obj else ()

    def save_model(self, request: HttpRequest, obj: Post, form: forms.ModelForm, change: bool) -> None:
        if change:
            posts.end_post(obj, at=obj.until, by=request.user) if obj.until else posts.reopen_post(obj, by=request.user)
            return
        made = posts.appoint(obj.staff, unit=obj.unit, role=obj.role, since=obj.since, until=obj.until, by=request.user)
        obj.pk = made.pk


class Recorded(KeptByFunctions):
    """Rows that change who may act for whom: what was remembered is forgotten, and who changed it is recorded."""

    verb = ""
    whom = ""

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget()
        record(self.verb, getattr(obj, self.whom), by=request.user, row=obj.pk)


@admin.register(Deputy)
class DeputyAdmin(Recorded):
    verb, whom = "deputy_changed", "of"
    list_display = ("of", "by", "only_when_absent", "since", "until")
    list_select_related = ("of", "by")


@admin.register(Absence)
class AbsenceAdmin(Recorded):
    verb, whom = "absence_changed", "staff"
    list_display = ("staff", "since", "until")
    list_select_related = ("staff",)


def to_our_sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """/admin/ has no door of its own: the same sign-in, the same limits; for staff without the role it is not there."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(own_path(request.GET.get("next")) or reverse("admin:index"))


admin.site.login = to_our_sign_in  # type: ignore[method-assign]
admin.site.password_change = lambda request, extra_context=None: redirect("account_change_password")  # type: ignore
admin.site.site_header = admin.site.site_title = "Tanggap"
# What the parts we use bring along would show secrets, or give rights past our roles.
for foreign in (Group, EmailAddress, Authenticator):
    if admin.site.is_registered(foreign):
        admin.site.unregister(foreign)
