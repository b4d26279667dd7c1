"""What is remembered of the check, of those who were told of it, and of what strangers and friends ask of us.

State and its history are two things: LinkState and the friend's own fields say what is, Check, Flip and Day what was.
"""

from easytask.models.channels import NotificationChannel
from easytask.models.choices import BACKLINKS, VERDICTS
from easytask.models.door import AddressProbe, Application, Letter, MailRecipient, QuotaCount, RobotsAnswer
from easytask.models.exchange import FriendImport, ImportedFriend
from easytask.models.feeds import FriendFeed, FriendPost
from easytask.models.history import Check, Day, Flip, FlipDay, LostCount
from easytask.models.icons import FriendIcon
from easytask.models.notices import Delivery, Notice
from easytask.models.runs import ConfirmedSiteLink, Run, Shard, username
from easytask.models.states import LinkIdentity, LinkState

__all__ = [
    "BACKLINKS",
    "VERDICTS",
    "AddressProbe",
    "Application",
    "Check",
    "ConfirmedSiteLink",
    "Day",
    "Delivery",
    "Flip",
    "FlipDay",
    "FriendFeed",
    "FriendIcon",
    "FriendImport",
    "FriendPost",
    "ImportedFriend",
    "Letter",
    "LinkIdentity",
    "LinkState",
    "LostCount",
    "MailRecipient",
    "Notice",
    "NotificationChannel",
    "QuotaCount",
    "RobotsAnswer",
    "Run",
    "Shard",
    "username",
]
