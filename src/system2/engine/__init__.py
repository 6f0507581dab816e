"""Driving a procedure: what is started, what it costs, what comes back."""
