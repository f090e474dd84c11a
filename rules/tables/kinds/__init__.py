"""The tables that users load: what each kind answers, from one release or from several side by side."""
