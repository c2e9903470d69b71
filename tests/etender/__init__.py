"""Tests of sealed tendering: rules, ceremony, reports, use cases, pages and API."""
