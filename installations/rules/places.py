"""Two ways of writing one place are the same place."""

import unicodedata


def place_key(commune_code: str, structure: str) -> str:
    """Return a key by which one place is recognised: commune and structure, without accents, case or spaces."""
    folded = unicodedata.normalize("NFKD", structure).casefold()
    words = "".join(
        character if character.isalnum() else " "
        for character in folded
        if not unicodedata.combining(character)
    )
    return f"{commune_code}:{' '.join(words.split())}"[:180]
