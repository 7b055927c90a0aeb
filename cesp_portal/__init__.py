"""The CESP portal: assembly of the three apps on their shared ground."""

from cesp_portal.celery import app as celery_app

__all__ = ["celery_app"]
