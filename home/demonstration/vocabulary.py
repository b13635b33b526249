"""The words from which the names of the simulated government are made. Pure data.

Nothing here is meant to name a real body, town or person: the words were chosen so that together
they name none that is known, and everything made of them is marked as simulated.
"""

from .subjects import Purpose

# Bodies by what they are for: French, English.
BODIES: dict[Purpose, tuple[tuple[str, str], ...]] = {
    "regulate": (
        ("Régie", "Board"),
        ("Commission", "Commission"),
        ("Inspection", "Inspectorate"),
        ("Autorité", "Authority"),
    ),
    "know": (
        ("Institut", "Institute"),
        ("Observatoire", "Observatory"),
        ("Conseil", "Council"),
        ("Centre d’expertise", "Centre of Expertise"),
    ),
    "serve": (
        ("Agence", "Agency"),
        ("Office", "Office"),
        ("Bureau", "Bureau"),
        ("Société", "Corporation"),
    ),
    "fund": (
        ("Fonds", "Fund"),
        ("Société de soutien", "Support Corporation"),
        ("Conseil", "Council"),
        ("Mission", "Mission"),
    ),
}

# Heads of place names, with the preposition that leads to them: "du Val-…", "de l’Anse-…".
PLACE_HEADS: tuple[tuple[str, str], ...] = (
    ("Val", "du "),
    ("Anse", "de l’"),
    ("Pointe", "de la "),
    ("Baie", "de la "),
    ("Côte", "de la "),
    ("Mont", "du "),
    ("Lac", "du "),
    ("Île", "de l’"),
    ("Rivière", "de la "),
    ("Plaine", "de la "),
    ("Havre", "du "),
    ("Portage", "du "),
    ("Ruisseau", "du "),
    ("Vallon", "du "),
)
PLACE_TAILS: tuple[str, ...] = (
    "aux-Lanternes",
    "des-Libellules",
    "aux-Merisiers",
    "des-Brumes",
    "aux-Sarcelles",
    "des-Lucioles",
    "aux-Chardonnerets",
    "des-Campanules",
    "aux-Noisetiers",
    "des-Aubépines",
    "aux-Grives",
    "des-Passerelles",
    "aux-Ormeaux",
    "des-Cigales",
    "aux-Fougères",
    "des-Girouettes",
    "aux-Mésanges",
    "des-Clairières",
    "aux-Coquelicots",
    "des-Vents-Doux",
    "aux-Salamandres",
    "des-Métairies",
    "aux-Tourterelles",
    "des-Quatre-Sentiers",
)

# What fills an organism: units of the head office, then those that suit its kind. French, English.
OFFICE_UNITS: tuple[tuple[str, str], ...] = (
    ("Direction des ressources humaines", "Human Resources"),
    ("Direction des technologies de l’information", "Information Technology"),
    ("Direction des finances et des achats", "Finance and Procurement"),
    ("Direction des communications", "Communications"),
    ("Secrétariat général", "General Secretariat"),
    ("Direction des affaires juridiques", "Legal Affairs"),
    ("Service de la gestion documentaire", "Records Management"),
    ("Direction de la vérification interne", "Internal Audit"),
)
TRADE_UNITS: dict[str, tuple[tuple[str, str], ...]] = {
    "ministry": (
        ("Direction générale des politiques", "Policy Directorate"),
        ("Direction des programmes", "Programs"),
        ("Direction des services en région", "Regional Services"),
        ("Centre de relations avec la population", "Public Contact Centre"),
        ("Direction de la recherche", "Research"),
        ("Direction des autorisations", "Authorizations"),
        ("Direction du suivi et de l’évaluation", "Monitoring and Evaluation"),
        ("Direction des partenariats", "Partnerships"),
    ),
    "regulate": (
        ("Service des permis", "Permits"),
        ("Service de l’inspection", "Inspections"),
        ("Service des plaintes", "Complaints"),
        ("Direction des normes", "Standards"),
    ),
    "know": (
        ("Service des enquêtes et des données", "Surveys and Data"),
        ("Direction des études", "Studies"),
        ("Service des publications", "Publications"),
        ("Laboratoire", "Laboratory"),
    ),
    "serve": (
        ("Service à la clientèle", "Client Services"),
        ("Centre d’appels", "Call Centre"),
        ("Direction des opérations", "Operations"),
        ("Bureaux régionaux", "Regional Offices"),
    ),
    "fund": (
        ("Service de l’admissibilité", "Eligibility"),
        ("Service des versements", "Payments"),
        ("Direction des programmes d’aide", "Support Programs"),
        ("Service du suivi des projets", "Project Follow-up"),
    ),
    "schools": (
        ("Services éducatifs", "Educational Services"),
        ("Service du transport scolaire", "School Transport"),
        ("Service des bâtiments", "Facilities"),
        ("Formation générale des adultes", "Adult General Education"),
        ("Formation professionnelle", "Vocational Training"),
    ),
    "college": (
        ("Direction des études", "Academic Affairs"),
        ("Registrariat", "Registrar’s Office"),
        ("Bibliothèque", "Library"),
        ("Formation continue", "Continuing Education"),
        ("Services aux étudiants", "Student Services"),
    ),
    "health": (
        ("Soins infirmiers", "Nursing"),
        ("Soutien à domicile", "Home Support"),
        ("Accueil et rendez-vous", "Reception and Appointments"),
        ("Archives cliniques", "Clinical Records"),
        ("Santé au travail", "Occupational Health"),
        ("Pharmacie", "Pharmacy"),
        ("Imagerie", "Imaging"),
        ("Services techniques", "Technical Services"),
    ),
    "museum": (
        ("Collections et conservation", "Collections and Conservation"),
        ("Publics et médiation", "Visitors and Education"),
        ("Expositions", "Exhibitions"),
        ("Accueil et boutique", "Reception and Shop"),
    ),
    "library": (
        ("Collections", "Collections"),
        ("Services au public", "Public Services"),
        ("Numérisation", "Digitization"),
        ("Animation", "Programming"),
    ),
}
# Schools of a school service centre.
SCHOOL_NAMES: tuple[tuple[str, str], ...] = (
    ("École de la Boussole", "École de la Boussole"),
    ("École du Grand-Préau", "École du Grand-Préau"),
    ("École des Cerfs-Volants", "École des Cerfs-Volants"),
    ("École secondaire du Belvédère", "Belvédère High School"),
    ("École secondaire de la Traverse", "Traverse High School"),
    ("École de l’Arc-en-Pierre", "École de l’Arc-en-Pierre"),
    ("École du Cadran-Solaire", "École du Cadran-Solaire"),
    ("École des Marelles", "École des Marelles"),
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES: tuple[str, ...] = _words(
    "Adèle Ahmed Aïcha Alexis Alice Amélie Anaïs Andrew Anh Antoine Aurélie Béatrice Benoît "
    "Camille Carlos Caroline Catherine Cédric Chantal Charles Chloé Christine Claire Daniel "
    "David Diane Élise Élodie Émile Emily Étienne Fatima Félix Florence François Gabrielle "
    "Geneviève Hassan Hélène Hugo Isabelle Ismaël Jacinthe James Jasmine Jérôme Joanie Josée "
    "Julien Karim Karine Kevin Laurence Léa Liam Louise Lucas Lucie Marc Maria Marianne Mathieu "
    "Maude Maxime Mei Mélanie Mohamed Monique Nadia Nathalie Nicolas Noémie Olivia Olivier "
    "Pascale Patrick Paul Pierre Rachel Raphaël Rosalie Samuel Sandrine Sara Simon Sophie "
    "Stéphane Sylvie Thierry Thomas Valérie Véronique Victor William Xavier Yasmine Zoé"
)
LAST_NAMES: tuple[str, ...] = _words(
    "Abadie Allaire Arsenault Aubertin Baillargeon Beaulac Bélair Benali Bergevin Boisclair "
    "Bonenfant Bourassa Brisebois Bruneau Campeau Cardin Carey Casavant Chabot Charlebois Chen "
    "Clavel Comtois Corbin Courtois Dallaire Daoust Delorme Desmarais Diallo Diaz Dubuc Dufault "
    "Dumouchel Duquette Estrada Fafard Falardeau Farhat Favreau Ferland Fontenelle Frappier "
    "Gadbois Gervais Gélinas Giroux Grandmaison Guérin Haddad Hamelin Harvey Hogan Jobin Joly "
    "Kaya Khoury Kowalski Labrecque Lachapelle Laforest Lalonde Lamarre Langevin Laurin Lavergne "
    "Lebrun Lemay Lessard Léveillé Longpré Lussier MacKay Maheu Malouf Marchildon Mercure Miron "
    "Morissette Nadon Nguyen Okafor Ouimet Paradis Pelchat Perron Pinard Plamondon Quesnel "
    "Rainville Ribeiro Rivest Rochon Sabourin Santerre Sauvé Sinclair Soucy Tanguay Tessier "
    "Thériault Toupin Tran Turcotte Vadnais Valois Verville Villemaire Walsh Yelle"
)
