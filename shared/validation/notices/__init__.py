"""eForms notices in the validation: which SDK, which rules, which field, in whose words."""
