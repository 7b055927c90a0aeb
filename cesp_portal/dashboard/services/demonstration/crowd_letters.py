"""What an agency and its crowd have written to each other: decisions, letters, transmissions, exchanges, messages.

One statement for each kind of row, whatever their number; what is there already is not written again. The letters all
have the same file: measures need full lists, and laying out thirty thousand letters takes hours.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.documents.services import store_document
from installations.models import Signatory

WRITER = system_actor("données de démonstration")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"

# Who has practised once asked for it, and a decision answered; who has finished and asked nothing yet asks today, until
# so many wait: lists are full whatever the size of the crowd.
REQUESTS = """
INSERT INTO installations_request (id, contract_id, agency_id, kind, status, starts_on, cause, explanation,
    created_at, created_by_id, submitted_at, decided_at, correction_message, correction_fields, facts)
SELECT gen_random_uuid(), contract.id, contract.agency_id, 'installation', asked.status, asked.starts_on, '', '',
    asked.at, contract.user_id, asked.at, asked.decided_at, '', '[]', jsonb_build_object(
        'kind', 'installation', 'submitted_on', asked.at::date, 'starts_on', asked.starts_on, 'ends_on', null,
        'cause', '', 'explanation', '', 'target_agency', '',
        'person', jsonb_build_object('name', candidate.first_name || ' ' || candidate.last_name,
                                     'email', candidate.email),
        'contract', jsonb_build_object('number', contract.number, 'concluded_on', contract.concluded_on,
                                       'profession', contract.profession, 'regime', contract.regime,
                                       'training_completed_on', contract.training_completed_on),
        'project', '[]'::jsonb, 'sites', '[]'::jsonb, 'documents', '[]'::jsonb)
FROM (
    (SELECT contract_id, 'decided' AS status, min(lower(days)) AS starts_on,
         min(lower(days)) - 60 + time '10:00' AS at, min(lower(days)) - 30 + time '10:00' AS decided_at
     FROM installations_practiceperiod GROUP BY contract_id)
    UNION ALL
    (SELECT id, 'submitted', %(on)s::date + 60, %(on)s::date - 20 + time '10:00', NULL
     FROM contracts_contract contract
     WHERE agency_id = %(agency)s AND status = 'active'
         AND NOT EXISTS (SELECT FROM installations_request request WHERE request.contract_id = contract.id)
         AND NOT EXISTS (SELECT FROM installations_practiceperiod period WHERE period.contract_id = contract.id)
     ORDER BY number
     LIMIT greatest(0, %(waiting)s - (
         SELECT count(*) FROM installations_request WHERE agency_id = %(agency)s AND status = 'submitted')))
) asked
JOIN contracts_contract contract ON contract.id = asked.contract_id
JOIN contracts_candidate candidate ON candidate.id = contract.candidate_id
WHERE contract.agency_id = %(agency)s AND NOT EXISTS (
    SELECT FROM installations_request request
    WHERE request.contract_id = contract.id AND request.kind = 'installation')
"""
# Signed, under a number that reads `region-year-C…`: never one of those that the portal takes.
SIGNED = """
INSERT INTO installations_decision (id, request_id, agency_id, number, status, outcome, grounds, conditions, clauses,
    is_against_findings, against_findings_reason, regime, findings, snapshots, effect, prepared_at, prepared_by_id,
    returned_reason, signed_at, signed_on, signed_by_id, correction_reason, retraction_reason)
SELECT gen_random_uuid(), request.id, request.agency_id,
    %(region)s || '-' || extract(year FROM request.decided_at) || '-C'
        || lpad((%(first)s + row_number() OVER (ORDER BY request.id))::text, 6, '0'),
    'signed', 'granted', '', '', '[]', false, '', contract.regime, '[]', '[]',
    jsonb_build_object('starts_on', request.starts_on), request.decided_at - interval '2 days', contract.referent_id,
    '', request.decided_at, request.decided_at::date, %(signatory)s, '', ''
FROM installations_request request
JOIN contracts_contract contract ON contract.id = request.contract_id
WHERE request.agency_id = %(agency)s AND request.status = 'decided'
    AND NOT EXISTS (SELECT FROM installations_decision held WHERE held.request_id = request.id)
"""
# One request in two that waits has a decision in preparation.
PREPARED = """
INSERT INTO installations_decision (id, request_id, agency_id, number, status, outcome, grounds, conditions, clauses,
    is_against_findings, against_findings_reason, regime, findings, snapshots, effect, prepared_at, prepared_by_id,
    returned_reason, correction_reason, retraction_reason)
SELECT gen_random_uuid(), waiting.id, waiting.agency_id, '',
    (ARRAY['draft', 'to_review', 'to_sign'])[waiting.rank %% 6], 'granted', '', '', '[]', false, '',
    waiting.regime, '[]', '[]', jsonb_build_object('starts_on', waiting.starts_on), waiting.submitted_at,
    waiting.referent_id, '', '', ''
FROM (
    SELECT request.*, contract.regime, contract.referent_id, row_number() OVER (ORDER BY request.id) AS rank
    FROM installations_request request JOIN contracts_contract contract ON contract.id = request.contract_id
    WHERE request.agency_id = %(agency)s AND request.status = 'submitted'
) waiting
WHERE waiting.rank %% 6 BETWEEN 1 AND 3
    AND NOT EXISTS (SELECT FROM installations_decision held WHERE held.request_id = waiting.id)
"""
LETTERS = """
INSERT INTO installations_letter (id, contract_id, agency_id, decision_id, concerns_id, kind, number, title, dated_on,
    facts, template_version, verification_code, status, created_at, document_id, rendered_at)
SELECT gen_random_uuid(), request.contract_id, decision.agency_id,
    CASE WHEN sheet.kind = 'decision' THEN decision.id END, CASE WHEN sheet.kind = 'cover' THEN decision.id END,
    sheet.kind, decision.number || sheet.suffix, sheet.title || decision.number || sheet.suffix, decision.signed_on,
    '{}', 'v2',
    regexp_replace(upper(substr(md5(decision.number || sheet.suffix), 1, 16)), '(.{4})(?=.)', '\\1-', 'g'),
    'genuine', decision.signed_at,
    %(document)s, decision.signed_at
FROM installations_decision decision
JOIN installations_request request ON request.id = decision.request_id
CROSS JOIN (VALUES ('decision', '', 'Décision n° '), ('cover', '-B1', 'Bordereau n° ')) AS sheet(kind, suffix, title)
WHERE decision.agency_id = %(agency)s AND decision.status = 'signed'
    AND NOT EXISTS (SELECT FROM installations_letter held WHERE held.number = decision.number || sheet.suffix)
"""
# To the person, received; to the payer, under a cover, waiting for its receipt; one in two hundred failed, and sixty at
# least.
TRANSMISSIONS = """
INSERT INTO installations_transmission (id, letter_id, cover_id, agency_id, recipient_kind, recipient_name,
    recipient_email, status, reference, attempts, created_at, sent_at, acknowledged_at, last_error)
SELECT gen_random_uuid(), letter.id, CASE WHEN who.kind = 'payer' THEN cover.id END, letter.agency_id, who.kind,
    who.name, CASE WHEN failed THEN '' ELSE 'recu@example.org' END,
    CASE WHEN failed THEN 'failed' WHEN who.kind = 'payer' THEN 'sent' ELSE 'acknowledged' END, '', 1,
    letter.created_at, CASE WHEN NOT failed THEN letter.created_at + interval '1 hour' END,
    CASE WHEN NOT failed AND who.kind = 'signatory' THEN letter.created_at + interval '1 day' END,
    CASE WHEN failed THEN 'Aucune adresse électronique n''est connue pour ce destinataire.' ELSE '' END
FROM (
    SELECT *, row_number() OVER (ORDER BY number) %% 200 = 0 OR row_number() OVER (ORDER BY number DESC) <= 30 AS failed
    FROM installations_letter WHERE agency_id = %(agency)s AND kind = 'decision'
) letter
LEFT JOIN installations_letter cover ON cover.number = letter.number || '-B1'
CROSS JOIN (VALUES ('signatory', 'Signataire'), ('payer', 'Agence de services et de paiement')) AS who(kind, name)
WHERE NOT EXISTS (
    SELECT FROM installations_transmission held WHERE held.letter_id = letter.id AND held.recipient_kind = who.kind)
"""
# The exchange of last year, held; that of this year, due within sixty days for one person in twelve.
EXCHANGES = """
INSERT INTO contracts_exchange (id, contract_id, agency_id, due_on, status, mode, place, starts_at, summoned_at,
    summons, closed_at)
SELECT gen_random_uuid(), one.id, one.agency_id, %(on)s::date + year.days + (one.rank %% 12 * 30)::int,
    year.status, year.mode, '',
    CASE WHEN year.status = 'held' THEN %(on)s::date + year.days + (one.rank %% 12 * 30)::int + time '14:00' END,
    CASE WHEN year.status = 'held' THEN %(on)s::date + year.days + (one.rank %% 12 * 30 - 30)::int + time '9:00' END,
    CASE WHEN year.status = 'held' THEN 1 ELSE 0 END,
    CASE WHEN year.status = 'held' THEN %(on)s::date + year.days + (one.rank %% 12 * 30)::int + time '15:00' END
FROM (
    SELECT contract.*, row_number() OVER (ORDER BY number) AS rank FROM contracts_contract contract
    WHERE contract.agency_id = %(agency)s AND contract.status = 'active'
) one
CROSS JOIN (VALUES (-400, 'held', 'phone'), (10, 'due', '')) AS year(days, status, mode)
WHERE (year.status = 'held' OR one.rank %% 12 < 2)
    AND NOT EXISTS (SELECT FROM contracts_exchange held WHERE held.contract_id = one.id AND held.status = year.status)
"""
CONTACTS = """
INSERT INTO contracts_contactrecord (id, contract_id, agency_id, exchange_id, kind, happened_on, summary, visibility,
    author_id, recorded_at)
SELECT gen_random_uuid(), exchange.contract_id, exchange.agency_id, exchange.id, 'phone', exchange.closed_at::date,
    'Échange annuel : le projet reste le même.', 'office', contract.referent_id, exchange.closed_at
FROM contracts_exchange exchange JOIN contracts_contract contract ON contract.id = exchange.contract_id
WHERE exchange.agency_id = %(agency)s AND exchange.status = 'held'
    AND NOT EXISTS (SELECT FROM contracts_contactrecord held WHERE held.exchange_id = exchange.id)
"""
# A question and its answer for everybody, a last question that nobody has opened for one person in twenty.
MESSAGES = """
INSERT INTO contracts_filemessage (id, contract_id, agency_id, author_id, from_agency, body, sent_at, read_at,
    read_by_id)
SELECT gen_random_uuid(), one.id, one.agency_id,
    CASE WHEN line.from_agency THEN one.referent_id ELSE one.user_id END, line.from_agency, line.body,
    %(on)s::date - (one.rank %% 700)::int + line.hour::time,
    CASE WHEN line.is_read THEN %(on)s::date - (one.rank %% 700)::int + line.hour::time + interval '1 hour' END,
    CASE WHEN line.is_read THEN CASE WHEN line.from_agency THEN one.user_id ELSE one.referent_id END END
FROM (
    SELECT contract.*, row_number() OVER (ORDER BY number) AS rank FROM contracts_contract contract
    WHERE contract.agency_id = %(agency)s AND contract.referent_id IS NOT NULL
) one
CROSS JOIN (VALUES
    (false, 'Bonjour, quels justificatifs faut-il joindre ?', '8:00', true),
    (true, 'Bonjour, une attestation de votre structure suffit.', '9:00', true),
    (false, 'Merci. Puis-je changer de lieu l''an prochain ?', '10:00', false)
) AS line(from_agency, body, hour, is_read)
WHERE (line.is_read OR one.rank %% 20 = 0)
    AND NOT EXISTS (
        SELECT FROM contracts_filemessage held WHERE held.contract_id = one.id AND held.body = line.body)
"""
STATEMENTS = (REQUESTS, SIGNED, PREPARED, LETTERS, TRANSMISSIONS, EXCHANGES, CONTACTS, MESSAGES)


@transaction.atomic
def write_correspondence(
    *, agency_id: uuid.UUID, signatory: Signatory, on: dt.date, at: dt.datetime, waiting: int = 0
) -> None:
    """Complete what an agency and its contracts have written to each other by that day; ``signatory`` signs for it.

    ``waiting``: so many requests wait for an answer at least.
    """
    document = store_document(
        actor=WRITER, content=PDF, filename="lettre.pdf", content_type="application/pdf", at=at
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM installations_decision WHERE agency_id = %s", [agency_id])
        facts: Mapping[str, Any] = {
            "agency": agency_id,
            "region": signatory.agency.region_code,
            "signatory": signatory.pk,
            "document": document.pk,
            "first": cursor.fetchone()[0],
            "on": on,
            "waiting": waiting,
        }
        for statement in STATEMENTS:
            cursor.execute(statement, facts)
            # The next one reads what this one wrote: told how much there is, the database joins it well.
            cursor.execute("ANALYZE")
