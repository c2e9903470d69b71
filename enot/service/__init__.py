"""The use cases of notices: draft, review, publish, and the award notice that answers an award."""

from enot.service.awards import record_contract, record_decision
from enot.service.drafts import (
    answer_statistics,
    draft_notice,
    examine_notice,
    notice_of,
    save_answer,
)
from enot.service.publication import publish_notice
from enot.service.review import approve_notice, ask_review, send_back
from enot.service.unlawful import NoticeUnlawful

__all__ = [
    "NoticeUnlawful",
    "answer_statistics",
    "approve_notice",
    "ask_review",
    "draft_notice",
    "examine_notice",
    "notice_of",
    "publish_notice",
    "record_contract",
    "record_decision",
    "save_answer",
    "send_back",
]
