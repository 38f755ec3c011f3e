"""Training of the log-linear models from labelled figures. Needs the ``dev`` extra (numpy, scipy)."""
