"""The columns of tables of questions, and the words that they hold, in both languages. Pure."""

MOST_ANSWERS = 20
# What each column is called, in English and in French, in the order in which they are written.
BEFORE = {
    "key": ("key", "clé"),
    "kind": ("kind", "type"),
    "tags": ("tags", "étiquettes"),
    "objective": ("objective", "objectif"),
    "difficulty": ("difficulty", "difficulté"),
    "situation": ("situation", "mise en situation"),
    "prompt": ("question", "énoncé"),
}
EACH = {
    "answer": ("answer", "réponse"),
    "mark": ("mark", "valeur"),
    "feedback": ("feedback", "rétroaction"),
}
AFTER = {
    "feedback": ("feedback on other answers", "rétroaction autres réponses"),
    "explanation": ("explanation", "explication"),
    "tolerance": ("tolerance", "tolérance"),
    "unit": ("unit", "unité"),
    "ask_certainty": ("ask certainty", "demander certitude"),
}
KINDS = {
    "single_choice": ("single choice", "choix unique"),
    "multiple_choice": ("multiple choice", "choix multiple"),
    "scenario": ("scenario", "mise en situation"),
    "ordering": ("ordering", "ordre"),
    "matching": ("matching", "association"),
    "categorising": ("categorising", "classement"),
    "numeric": ("numeric", "nombre"),
    "short_text": ("short text", "texte court"),
}
RIGHT, WRONG = ("right", "juste"), ("wrong", "faux")
QUALITIES = {
    "best": ("best", "meilleure"),
    "acceptable": ("acceptable", "acceptable"),
    "risky": ("risky", "risquée"),
}
YES = ("yes", "oui")
DIFFICULTIES = {
    "easy": ("easy", "facile"),
    "medium": ("medium", "moyenne"),
    "hard": ("hard", "difficile"),
}
