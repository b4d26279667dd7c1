"""Put the demonstration into an empty database, or let the one that is there follow the checkout and the site."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from demo import rows
from izone import demo_site


class Command(BaseCommand):
    help = _("在空数据库里放入演示用的友链和文章；已有演示时，让它跟随本站现在的地址。")
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("site_link", help=_("演示博客所链接的本站地址"))
        parser.add_argument("--only-existing", action="store_true", help=_("不放入新的演示，只更新已有的"))

    def handle(self, site_link: str, **options: Any) -> str:
        """Return the demonstration's address when there is one now, an empty text otherwise."""
        address = demo_site.address(settings.BASE_DIR)
        if rows.friends().exists():
            rows.move(address=address, site_link=site_link)
        elif not options["only_existing"] and rows.is_empty():
            rows.load(address=address, site_link=site_link)
        else:
            return ""
        return f"{address}:{demo_site.PORT}"
