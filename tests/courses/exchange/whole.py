"""A path in which everything that travels says something."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from courses.models import (
    AcademyImage,
    CoursePage,
    LessonPage,
    Package,
    PathPage,
    QuestionBank,
    set_data,
)
from tests.courses.cobuilding.building import make_built
from tests.courses.surveys.asking import make_survey
from tests.factories.accounts import SuperuserFactory
from tests.factories.banks import bank_question, knowledge_test
from tests.factories.courses import AT, block, text
from tests.factories.media import make_video
from tests.factories.packages import bring_in, package_block, scorm


def _picture(title: str, colour: str = "red") -> ContentFile:
    packed = BytesIO()
    Image.new("RGB", (64, 48), colour).save(packed, "PNG")
    return ContentFile(packed.getvalue(), name=f"{title}.png")


def make_everything() -> PathPage:
    """A path in which every field that is carried says something."""
    built = make_built(languages=("fr", "en"), courses=3)
    writer = built.designers[0]
    image = AcademyImage(
        title="Affiche",
        file=_picture("affiche"),
        description="Une affiche au mur",
        credit="Un centre",
        licence="CC0-1.0",
        focal_point_x=30,
        focal_point_y=20,
        focal_point_width=10,
        focal_point_height=8,
    )
    image._set_image_file_metadata()
    image.save()
    video = make_video()
    video.credit, video.licence, video.width, video.height = "Un studio", "CC-BY-4.0", 640, 360
    video.thumbnail.save("vignette.png", _picture("vignette", "blue"), save=False)
    video.save()
    bank = QuestionBank.objects.create(title="Banque du parcours")
    for _number in range(4):
        bank_question(
            bank,
            objective="Reconnaître un lien.",
            difficulty="hard",
            frameworks=[("entry", "digcomp:4.2")],
        )
    package = bring_in(scorm(), by=SuperuserFactory()).version.package
    Package.objects.update(counts_when=Package.CountsWhen.NEVER)
    held = [
        text("<p>Un <b>texte</b>.</p>"),
        block("image", {"image": image.pk, "alt_text": "Une affiche", "caption": "Vue"}),
        block("video", {"title": "Un appel", "video": video.pk, "transcript": "<p>Bonjour</p>"}),
        knowledge_test(bank, attempts=3, wait_hours=24, minutes=15),
        package_block(package, title="À faire"),
    ]
    key = "9a1b2c3d-0c1d-4e2f-8a3b-4c5d6e7f8a01"
    optional = "9a1b2c3d-0c1d-4e2f-8a3b-4c5d6e7f8a02"
    objective = {
        "type": "objective",
        "id": key,
        "value": {"text": "Lire une adresse.", "frameworks": ["digcomp:4.2"]},
    }
    french = CoursePage.objects.filter(locale__language_code="fr").order_by("path")
    first, second, _third = (str(one.translation_key) for one in french)
    for page in LessonPage.objects.all():
        language = page.locale.language_code
        page.seo_title, page.search_description = f"Titre {language}", f"Cherchée {language}"
        page.summary, page.duration_minutes, page.review_by = f"Résumé {language}", 7, AT.date()
        parent = CoursePage.objects.parent_of(page).get()
        if str(parent.translation_key) == first:
            page.objectives = [key]
        if page.translation_key == built.lesson.translation_key:
            page.body = [*page.body.raw_data, *held]
        page.save_revision(user=writer).publish()
    for page in CoursePage.objects.all():
        language = page.locale.language_code
        page.seo_title, page.search_description = f"Cours {language}", f"Un cours {language}"
        page.summary, page.mastery_score, page.has_positioning = f"Suivre {language}", "0.65", False
        stream = page.objectives.stream_block
        if str(page.translation_key) == first:
            page.objectives = stream.to_python([objective])
        elif str(page.translation_key) == second:
            page.condition, page.mastering, page.requires = "skip", [first], [first]
        else:
            page.optional_set = optional
        page.save_revision().publish()
    before = make_survey("Avant le parcours", intro_fr="Merci.\nUne minute.")
    after = make_survey("Après le parcours", intro_fr="Et maintenant ?")
    for page in PathPage.objects.all():
        page.survey_before, page.survey_after = before, after
        language = page.locale.language_code
        page.seo_title, page.search_description = f"Parcours {language}", f"Un parcours {language}"
        page.summary, page.audience = f"En bref {language}", f"Pour tous {language}"
        page.description = f"<p>Une <b>description</b> {language}.</p>"
        page.objectives = page.objectives.stream_block.to_python([objective])
        page.level, page.valid_months, page.licence, page.image = "advanced", 24, "CC0-1.0", image
        page.put_sets([set_data(optional, f"Au choix {language}", 1)])
        page.save_revision().publish()
    # The English of the path follows what the French said before.
    path = PathPage.objects.get(pk=built.page.pk)
    path.summary = "En bref, et autrement"
    path.save_revision().publish()
    return PathPage.objects.get(pk=built.page.pk)
