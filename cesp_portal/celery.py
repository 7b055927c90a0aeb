"""Celery: the alarm clock. The database holds every deadline; a lost or repeated task changes nothing."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cesp_portal.settings.demo")

app = Celery("cesp_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "cesp_portal.common.mail",
        "contracts",
        "zonage",
        "installations",
        "cesp_portal.dashboard",
    ]
)

# One line per sweep: name -> task and seconds between two passes.
SWEEPS = {
    "mail.send_due_mails": 60,
    "contracts.sweep_surveys": 60,
    "contracts.sweep_deadlines": 60,
    "contracts.prepare_copies": 300,
    "contracts.remind_lists": 3600,
    "contracts.check_invariants": 3600,
    "dashboard.fold_marks": 300,
    "dashboard.plan_exchanges": 3600,
    "installations.render_due_letters": 60,
    "installations.merge_due_batches": 60,
    "installations.send_due_transmissions": 60,
    "installations.study_zonings": 300,
    "installations.remind_practice": 3600,
}
app.conf.beat_schedule = {
    name: {"task": name, "schedule": seconds, "options": {"expires": seconds}}
    for name, seconds in SWEEPS.items()
}
