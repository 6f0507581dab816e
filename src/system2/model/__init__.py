"""The one place that knows LiteLLM and the embedded model."""
