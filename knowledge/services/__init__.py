"""How far citizens get online: the levels of service per organisation and product, with sources."""
