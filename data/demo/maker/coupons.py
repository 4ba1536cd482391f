"""Coupons of the demo shop. ``expires_at`` counts from the reference date, like every date here."""

from __future__ import annotations

COUPONS = [
    {"code": "WELCOME10", "percent": "10", "min_total": "30.00", "expires_at": None},
    {"code": "TRAIL15", "percent": "15", "min_total": "80.00", "expires_at": "2026-12-31T23:59:59Z"},
    {"code": "FINCH5", "amount": "5.00", "min_total": "25.00", "expires_at": "2027-03-31T23:59:59Z"},
    {"code": "SUMMER20", "percent": "20", "min_total": "50.00", "expires_at": "2026-08-31T23:59:59Z"},
]
