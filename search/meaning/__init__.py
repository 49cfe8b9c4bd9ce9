"""What everyday sentences are about, where no word of theirs names a need. Without its model, words alone decide."""
