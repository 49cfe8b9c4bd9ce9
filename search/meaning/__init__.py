"""What everyday sentences are about, where no word of theirs names a need. Works without its model, with words alone."""
