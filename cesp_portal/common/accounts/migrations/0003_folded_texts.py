from django.db import migrations

# Immutable, so that an index may hold it: the dictionary of `unaccent` is named and never changes here.
CREATE = """
CREATE FUNCTION portal_folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower(public.unaccent('public.unaccent', translate($1, '-''’', '   '))) $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_addresses_that_last")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION portal_folded(text)")]
