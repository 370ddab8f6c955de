"""``check --fix``: mechanical corrections, each of them judged before it is written."""
