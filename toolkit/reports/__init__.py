"""What people read: findings, plans, receipts and the catalogue, as text, HTML, JSON or a workbook."""
