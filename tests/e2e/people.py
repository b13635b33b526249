"""The people and the organisms that the journeys are about. Pure: the seed makes them, the
journeys sign in as them."""

from dataclasses import dataclass

PASSWORD = "demonstration"
LANGUAGES = ("fr", "en")

PORTFOLIO = ("CALENDRIER", "Calendrier", "Calendar")
# The organism that the journeys follow. It built the path of tests/e2e/paths.
MINISTRY = ("SAISONS", "Ministère des Saisons", "Department of Seasons")
UNITS = (
    ("PRINTEMPS", "Direction du printemps", "Spring branch"),
    ("AUTOMNE", "Direction de l’automne", "Autumn branch"),
)
HEADCOUNTS = (40, 32)
# People of each unit who have completed the path: more than the smallest group of the barometer.
COMPLETED = (12, 11)
# The unit of the journey in which the barometer moves: one person more completes the path, and the
# figure of the unit is in another band. None but that journey's learner does.
MOVER_PEOPLE = 12
MOVER_COMPLETED = 2
NEIGHBOUR = ("HORLOGES", "Régie des horloges", "Clock board")
NEIGHBOUR_UNIT = ("CADRANS", "Service des cadrans", "Dial service")
NEIGHBOUR_HEADCOUNT = 25
NEIGHBOUR_REACHED = 12

PATH = "locked-screen"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in; `role` is empty for a learner."""

    part: str
    language: str
    first_name: str
    last_name: str
    role: str = ""

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.part}.{self.language}@academie.example"


# One account for each journey, so that none depends on what another did.
_PARTS = {
    "learner": ("Camille", "Fontenelle", ""),
    "mover": ("Sacha", "Beaupré", ""),
    "reader": ("Andrée", "Lachance", ""),
    "keyboard": ("Lou", "Desrochers", ""),
    "corrector": ("Dominique", "Lavoie", ""),
    "scriptless": ("Noé", "Chartrand", ""),
    "reporter": ("Ariane", "Simoneau", ""),
    "scriptless-corrector": ("Claude", "Rivest", ""),
    "walker": ("Fabien", "Malo", ""),
    "watcher": ("Odile", "Savard", ""),
    "answerer": ("Mado", "Thériault", ""),
    "scriptless-answerer": ("Rosaire", "Pineault", ""),
    "examinee": ("Philomène", "Vachon", ""),
    "scriptless-examinee": ("Ovila", "Desrosiers", ""),
    "positioned": ("Béatrice", "Loiselle", ""),
    "beginner": ("Ulric", "Chevrette", ""),
    "newcomer": ("Amélie", "Sansregret", ""),
    "visitor": ("Alix", "Gendron", ""),
    "subscriber": ("Mireille", "Gauvin", ""),
    "traveller": ("Réjean", "Vadeboncoeur", ""),
    "borrower": ("Solange", "Picard", ""),
    "bilingual": ("Florence", "Dubé", ""),
    "commuter": ("Aurèle", "Boisvert", ""),
    "keyholder": ("Maxime", "Delisle", ""),
    "leaver": ("Ghislaine", "Outaouaise", ""),
    "adopter": ("Émile", "Robitaille", "designer"),
    "designer": ("Jasmine", "Beaulac", "designer"),
    "architect": ("Raymonde", "Côté", "designer"),
    "builder": ("Édith", "Laflamme", "designer"),
    "colleague": ("Médéric", "Saucier", "designer"),
    "cobuilder": ("Berthe", "Arsenault", "designer"),
    "analyst": ("Prudence", "Lemieux", "designer"),
    "manager": ("Étienne", "Marchildon", "organism_manager"),
    "lister": ("Rose", "Talbot", "organism_manager"),
    "trainer": ("Solange", "Morency", "training_officer"),
    "officer": ("Nadia", "Casavant", "portfolio_officer"),
    "lead": ("Louise", "Grandmaison", "government_lead"),
    "sponsor": ("Rémi", "Lafleur", "organism_manager"),
    "steward": ("Colette", "Bélanger", "portfolio_officer"),
    "overseer": ("Yvon", "Grenier", "government_lead"),
    "reviewer": ("Odile", "Jutras", "government_lead"),
    "administrator": ("Hugo", "Plamondon", "administrator"),
}


def account(part: str, language: str) -> Account:
    """Return the account that plays `part` in the journeys in `language`."""
    first_name, last_name, role = _PARTS[part]
    return Account(part, language, first_name, last_name, role)


ACCOUNTS = tuple(account(part, language) for part in _PARTS for language in LANGUAGES)


def mover_unit(language: str) -> tuple[str, str, str]:
    """Return the unit of the learner whose completion moves the barometer: code and names."""
    return f"SOLSTICE-{language.upper()}", f"Bureau du solstice {language}", f"Solstice {language}"


# Paths of three courses that ask everything of everybody, one for each language: a designer gives
# them a structure.
TO_STRUCTURE = {
    "fr": ("Le guichet, pas à pas", ("Accueillir", "Écouter", "Répondre")),
    "en": ("The counter, step by step", ("Welcome", "Listen", "Answer")),
}


# Paths that two organisms build and a third one adopts, one for each language.
TO_BUILD = {
    "fr": ("Le comptoir partagé", "Tenir le comptoir"),
    "en": ("The shared desk", "Keeping the desk"),
}
# Paths in both languages that say the same, one for each language of the journeys: the French
# version is changed, and the English one follows.
TO_TRANSLATE = {
    "fr": ("Le courrier du matin", "The morning mail"),
    "en": ("Le courrier du soir", "The evening mail"),
}


def list_organism(language: str) -> tuple[str, str, str]:
    """Return the organism whose list of people is sent in `language`: code and names."""
    return f"CARTES-{language.upper()}", f"Office des cartes {language}", f"Map office {language}"


def list_unit(language: str) -> tuple[str, str, str]:
    """Return the only unit of that organism."""
    return f"PLANS-{language.upper()}", f"Service des plans {language}", f"Plan service {language}"


# Who is in the organism of the lists before a list is sent: number, first name, last name.
LISTED = (("1001", "Ariane", "Morel"), ("1002", "Benoît", "Quirion"), ("1003", "Clara", "Roussin"))


def listed_address(number: str, language: str) -> str:
    """Return the e-mail address of the person with this number in the organism of the lists."""
    return f"{number}.{list_unit(language)[0]}@academie.example".lower()
