"""Notices: drafted by questions, checked against the law, approved by a second pair of eyes.

Words: Notice, Publication, Journal, Deadline, Threshold. The promise: what is published is what was
approved, and every legal verdict says what was found, what is expected and by which article.
"""
