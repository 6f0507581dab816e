"""Problems generated from seeds, with exact answers: one file for each kind."""
