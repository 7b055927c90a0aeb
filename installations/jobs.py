"""Names of the background jobs of the installations."""

RENDER_LETTER = "installations.render_letter"
SEND_TRANSMISSION = "installations.send_transmission"
MERGE_BATCH = "installations.merge_batch"
MERGE_DUE_BATCHES = "installations.merge_due_batches"
RENDER_DUE_LETTERS = "installations.render_due_letters"
STUDY_ZONINGS = "installations.study_zonings"
SEND_DUE_TRANSMISSIONS = "installations.send_due_transmissions"
