"""Celery: the alarm clock. The database holds every deadline; a lost or repeated task changes nothing."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging, task_postrun
from celery.states import SUCCESS
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cesp_portal.settings.demo")


@setup_logging.connect
def keep_logging_of_the_settings(**_options: Any) -> None:
    """Leave LOGGING as the settings wrote it: Celery would send every task it receives to the terminal."""


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

MINUTE = 60
# One line per sweep: name -> task and seconds between two passes.
SWEEPS = {
    "mail.send_due_mails": MINUTE,
    "contracts.sweep_surveys": MINUTE,
    "contracts.sweep_deadlines": MINUTE,
    "contracts.prepare_copies": 300,
    "contracts.remind_lists": 3600,
    "contracts.check_invariants": 3600,
    "dashboard.fold_marks": 300,
    "dashboard.count_changed_files": MINUTE,
    "dashboard.count_months": 3600,
    "dashboard.plan_exchanges": 3600,
    "dashboard.take_due_histories": MINUTE,
    "installations.render_due_letters": MINUTE,
    "installations.merge_due_batches": MINUTE,
    "installations.send_due_transmissions": MINUTE,
    "installations.study_zonings": 300,
    "installations.remind_practice": 3600,
}


@app.on_after_configure.connect
def set_the_alarms(sender: Celery, **_options: Any) -> None:
    """Ring each sweep at its pace, once the settings are read: importing this module reads none."""
    paces = {name: settings.SWEEP_SECONDS if pace == MINUTE else pace for name, pace in SWEEPS.items()}
    sender.conf.beat_schedule = {
        name: {"task": name, "schedule": seconds, "options": {"expires": seconds}}
        for name, seconds in paces.items()
    }


@task_postrun.connect
def note_pass_of_sweep(task: Task, state: str, **_facts: Any) -> None:
    """Write that a sweep went by, and whether to its end: silence is then seen by people and by monitors."""
    # Nothing of Django's is imported before the worker has prepared it.
    from cesp_portal.common import clock  # noqa: PLC0415  # see above
    from cesp_portal.dashboard.services.sweeps import note_pass  # noqa: PLC0415  # see above

    if task.name in SWEEPS:
        note_pass(sweep=task.name, succeeded=state == SUCCESS, at=clock.instant())
