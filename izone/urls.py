"""Route the addresses of admin, languages, friends and blog."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from easytask.admin.mail import mail_page
from easytask.admin.notices import add_channel_page, notices_page
from easytask.admin.passwords import ForgottenPassword, MailSent, NewPassword, PasswordChosen
from easytask.admin.schedule_page import schedule_page

# The admin's path is a setting: on another one than everybody's, a public site is left alone by the robots that try
# passwords at /admin/ all day long.
handler400 = "izone.refusals.bad_request"
handler500 = "izone.refusals.server_error"
handler403 = "izone.refusals.permission_denied"
urlpatterns = [
    path(f"{settings.ADMIN_PATH}notices/", admin.site.admin_view(notices_page), name="notices"),
    path(
        f"{settings.ADMIN_PATH}notices/add/<slug:schema>/",
        admin.site.admin_view(add_channel_page),
        name="add_channel",
    ),
    path(f"{settings.ADMIN_PATH}settings/mail/", admin.site.admin_view(mail_page), name="mail_settings"),
    path(f"{settings.ADMIN_PATH}settings/schedule/", admin.site.admin_view(schedule_page), name="check_schedule"),
    path(f"{settings.ADMIN_PATH}settings/", include("blog.site.urls")),
    # Django's login form and its mail know these by their names.
    path(f"{settings.ADMIN_PATH}password_reset/", ForgottenPassword.as_view(), name="admin_password_reset"),
    path(f"{settings.ADMIN_PATH}password_reset/sent/", MailSent.as_view(), name="password_reset_done"),
    path(f"{settings.ADMIN_PATH}reset/<uidb64>/<token>/", NewPassword.as_view(), name="password_reset_confirm"),
    path(f"{settings.ADMIN_PATH}reset/done/", PasswordChosen.as_view(), name="password_reset_complete"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("easytask.urls")),
    path("", include("blog.urls")),
]
