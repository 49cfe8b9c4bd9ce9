"""What the finder holds about people: nothing. Neither what was typed nor who typed it is kept."""

from core.privacy import declare
from search import models as m

declare(m.IndexRow, plain="page prison title needs title_stems organisation_stems body_stems facts")
declare(m.VocabularyVersion, plain="id token")
declare(m.RankingWeights, plain="id created_at updated_at fit suits availability freshness soon replies")
declare(m.UnmetSearch, plain="id prison day needs groups kind count")
