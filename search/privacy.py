"""What the finder holds about people: nothing. Neither what was typed nor who typed it is kept."""

from core.privacy import declare
from search import models as m

declare(m.IndexRow, plain="page prison title needs title_stems organisation_stems body_stems facts")
declare(m.VocabularyVersion, plain="id token")
declare(m.RankingWeights, plain="id created_at updated_at fit suits availability freshness soon replies")
declare(m.UnmetSearch, plain="id prison day needs groups kind count")
declare(m.FinderUse, plain="id day kind key count")
declare(
    m.LearningSettings,
    plain="id created_at updated_at days_before_shown forget_after_days choices_before_suggested "
    "counted_again_after_minutes",
)
# Words are one or two, not names or numbers, and unreadable until several days brought the same one.
declare(m.HeardWord, plain="id digest word days last_day state")
declare(m.HeardMeaning, plain="id word need count")
