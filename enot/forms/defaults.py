"""What a question shows before it is answered, for the buyer to confirm or change."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.i18n import LANGUAGES

# law of 17 June 2013 on motivation, information and remedies, art. 14, 15 and 23
_TERMS = {
    "nl": (
        "Vordering tot schorsing bij uiterst dringende noodzakelijkheid: binnen 15 dagen. "
        "Beroep tot nietigverklaring: binnen 60 dagen. De termijnen lopen vanaf de bekendmaking, "
        "de mededeling of de kennisname van de beslissing."
    ),
    "fr": (
        "Demande de suspension d’extrême urgence : dans les 15 jours. Recours en annulation : "
        "dans les 60 jours. Les délais courent à compter de la publication, de la communication "
        "ou de la prise de connaissance de la décision."
    ),
    "de": (
        "Antrag auf Aussetzung wegen äußerster Dringlichkeit: binnen 15 Tagen. Nichtigkeitsklage: "
        "binnen 60 Tagen. Die Fristen laufen ab Veröffentlichung, Mitteilung oder Kenntnisnahme "
        "der Entscheidung."
    ),
    "en": (
        "Request for suspension in extreme urgency: within 15 days. Action for annulment: within "
        "60 days. The periods run from publication, communication or knowledge of the decision."
    ),
}
_COUNCIL_OF_STATE = {
    "nl": "Raad van State",
    "fr": "Conseil d'État",
    "de": "Staatsrat",
    "en": "Council of State",
}


def defaults(question: str, languages: Iterable[str]) -> Mapping[str, Any]:
    """Form values of a question nobody has answered yet; empty for most."""
    spoken = [language for language in languages if language in LANGUAGES] or ["nl"]
    if question == "languages":
        return {"notice": spoken[:1], "bids": spoken[:1]}
    if question == "term":
        return {"validity_days": 180}
    if question == "review":
        return {
            "name": _COUNCIL_OF_STATE[spoken[0]],
            "number": "0931.814.266",
            "street": "Wetenschapsstraat 33" if spoken[0] == "nl" else "Rue de la Science 33",
            "postcode": "1040",
            "town": "Brussel" if spoken[0] == "nl" else "Bruxelles",
            "nuts": "BE100",
            **{f"terms.{language}": _TERMS[language] for language in spoken},
        }
    return {}
