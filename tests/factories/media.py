"""Made-up videos."""

from django.core.files.base import ContentFile

from courses.models import AcademyMedia

FILM = bytes(range(256)) * 8
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:04.000\nBonjour\n"


def make_video(name="film.mp4", captions=("fr", "en"), content=CAPTIONS, duration=6):
    """Return a video with the same captions in each of `captions`."""
    made = AcademyMedia(title="Un appel", type="video", duration=duration)
    made.file.save(name, ContentFile(FILM), save=False)
    for language in captions:
        getattr(made, f"captions_{language}").save(
            f"{language}.vtt", ContentFile(content), save=False
        )
    made.save()
    return made
