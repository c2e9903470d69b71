"""The transport's jobs."""

import datetime as dt

from peppol.service import SEND_JOB, attempt_delivery
from shared.jobs import JobKind

# the policy for peers is in peppol.rules; these retries are for faults of our own
_OWN_FAULTS = tuple(dt.timedelta(seconds=s) for s in (2, 10, 60, 600, 3600, 3600))

JOBS = (JobKind(SEND_JOB, run_outside=attempt_delivery, retries=_OWN_FAULTS),)
