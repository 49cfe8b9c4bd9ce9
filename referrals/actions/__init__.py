"""Every write to referrals."""
